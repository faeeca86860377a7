package io.quarkiverse.eventidempotency.deployment.key;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex.Supertype;
import io.quarkus.deployment.bean.JavaBeanUtil;

/** Finds what a path's segment stands for on a type, as code in one package can reach it. */
record MemberLookup(TypeIndex types, @Nullable String fromPackage) {

    private static final Set<String> NOT_A_PROPERTY = Set.of("getClass", "hashCode", "toString", "clone", "notify",
            "notifyAll", "wait", "finalize");
    private static final int BRIDGE_OR_SYNTHETIC = 0x1040;

    /** @param from a class in the package of the code that reads */
    MemberLookup(TypeIndex types, ClassInfo from) {
        this(types, from.name().packagePrefix());
    }

    @Nullable
    KeyStep find(Type receiver, String name, boolean optional) {
        List<Supertype> hierarchy = types.hierarchy(receiver);
        ClassInfo own = hierarchy.get(0).info();
        MethodInfo accessor = own.isRecord() && own.recordComponent(name) != null ? own.method(name) : null;
        if (accessor != null && isAccessible(accessor)) {
            return call(own, hierarchy.get(0), accessor, optional); // rather than a getter that would be called alike
        }
        for (Supertype supertype : hierarchy) {
            for (MethodInfo method : supertype.info().methods()) {
                if (isGetter(method) && isAccessible(method) && named(method, name)) {
                    return call(own, supertype, method, optional);
                }
            }
        }
        for (Supertype supertype : hierarchy) {
            FieldInfo field = supertype.info().field(name);
            if (field != null && isReadable(field)) {
                String generated = types.accessor(field);
                Type type = types.substitute(field.type(), supertype.bindings());
                return generated == null ? new KeyStep.Read(name, own, field.type(), type, optional)
                        : new KeyStep.Call(name, own, generated, field.type(), type, optional);
            }
        }
        return null;
    }

    /** {@return a call of exactly that method of that type or of one of its supertypes} */
    KeyStep call(Type receiver, MethodInfo method) {
        Supertype declaring = Objects.requireNonNull(types.supertype(receiver, method.declaringClass().name()));
        return call(types.hierarchy(receiver).get(0).info(), declaring, method, false);
    }

    private KeyStep call(ClassInfo receiver, Supertype declaring, MethodInfo method, boolean optional) {
        return new KeyStep.Call(propertyName(method), receiver, method.name(), method.returnType(),
                types.substitute(method.returnType(), declaring.bindings()), optional);
    }

    /** {@return whether something of that name is there, but not for code in this package} */
    boolean isHidden(Type receiver, String name) {
        return types.hierarchy(receiver).stream().map(Supertype::info).anyMatch(c -> c.field(name) != null
                || c.methods().stream().anyMatch(m -> isGetter(m) && named(m, name)));
    }

    /** {@return what can be read of a type, without what compilers and generators name for themselves} */
    Set<String> names(Type receiver) {
        Set<String> names = new TreeSet<>();
        for (Supertype supertype : types.hierarchy(receiver)) {
            supertype.info().methods().stream().filter(method -> isGetter(method) && isAccessible(method))
                    .map(MemberLookup::propertyName).forEach(names::add);
            supertype.info().fields().stream().filter(this::isReadable).map(FieldInfo::name).forEach(names::add);
        }
        names.removeIf(name -> name.startsWith("_") || name.indexOf('$') >= 0);
        return names;
    }

    /** {@return whether code in this package can name the class} */
    boolean isAccessible(@Nullable ClassInfo info) {
        // A protected nested class is public for the JVM.
        return info != null && (Modifier.isPublic(info.flags()) || Modifier.isProtected(info.flags()) || inPackage(info));
    }

    boolean isAccessible(MethodInfo method) {
        return Modifier.isPublic(method.flags()) || !Modifier.isPrivate(method.flags()) && inPackage(method.declaringClass());
    }

    /** {@return whether it is a method that reads a property: no parameters, a value, a getter's name} */
    static boolean isGetter(MethodInfo method) {
        return !Modifier.isStatic(method.flags()) && (method.flags() & BRIDGE_OR_SYNTHETIC) == 0
                && method.parametersCount() == 0 && method.returnType().kind() != Type.Kind.VOID
                && !NOT_A_PROPERTY.contains(method.name()) && !method.name().startsWith("<")
                && (hasPlainNames(method.declaringClass()) || prefix(method) > 0);
    }

    static String propertyName(MethodInfo getter) {
        int prefix = prefix(getter);
        if (prefix == 0 || getter.declaringClass().recordComponent(getter.name()) != null) {
            return getter.name();
        }
        return JavaBeanUtil.decapitalize(getter.name().substring(prefix));
    }

    private static boolean named(MethodInfo getter, String name) {
        if (getter.name().equals(name) && hasPlainNames(getter.declaringClass())) {
            return true;
        }
        int prefix = prefix(getter);
        return prefix > 0 && getter.name().length() == prefix + name.length()
                && getter.name().charAt(prefix) == Character.toUpperCase(name.charAt(0))
                && getter.name().endsWith(name.substring(1));
    }

    private static boolean hasPlainNames(ClassInfo info) {
        return info.isRecord() || info.isInterface() || info.name().equals(DotNames.CONSUMER_RECORD)
                || info.name().equals(DotNames.RECORD);
    }

    private static int prefix(MethodInfo method) {
        String name = method.name();
        if (name.length() > 3 && name.startsWith("get") && !Character.isLowerCase(name.charAt(3))) {
            return 3;
        }
        boolean returnsBoolean = method.returnType().name().toString().endsWith("oolean");
        return returnsBoolean && name.length() > 2 && name.startsWith("is") && !Character.isLowerCase(name.charAt(2)) ? 2 : 0;
    }

    /** An accessor that is written in the source, and found here only when it can be called, is not generated once more. */
    private boolean isReadable(FieldInfo field) {
        String accessor = types.accessor(field);
        MethodInfo written = accessor == null ? null : field.declaringClass().method(accessor);
        return !Modifier.isStatic(field.flags()) && Modifier.isPublic(field.flags()) && (written == null
                || !written.returnType().name().equals(field.type().name()) || isAccessible(written));
    }

    private boolean inPackage(ClassInfo info) {
        return Objects.equals(info.name().packagePrefix(), fromPackage);
    }
}
