package io.quarkiverse.eventidempotency.deployment.types;

import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.ParameterizedType;
import org.jboss.jandex.Type;
import org.jboss.jandex.TypeVariable;
import org.jspecify.annotations.Nullable;

import io.quarkus.arc.processor.BeanArchives;
import io.quarkus.deployment.bean.JavaBeanUtil;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.panache.common.deployment.PanacheEntityClassesBuildItem;

/**
 * The classes that a method's parameters lead to, with their type arguments. Taken from the application's index; what is
 * not in it (the JDK, jars without an index) is read from its class file.
 */
public final class TypeIndex {

    private final IndexView indexed;
    private final IndexView all;
    private final Set<String> entities;

    public static TypeIndex of(CombinedIndexBuildItem combined) {
        return new TypeIndex(combined.getIndex(), Thread.currentThread().getContextClassLoader());
    }

    public TypeIndex(IndexView index, ClassLoader loader) {
        this(index, loader, List.of());
    }

    /** @param entities those that extensions have announced, to which documents are added, which MongoDB does not announce */
    public TypeIndex(IndexView index, ClassLoader loader, List<PanacheEntityClassesBuildItem> entities) {
        this.indexed = index;
        this.all = BeanArchives.buildComputingBeanArchiveIndex(loader, new ConcurrentHashMap<>(), index);
        Stream<String> documents = DotNames.DOCUMENTS.stream().flatMap(base -> index.getAllKnownSubclasses(base).stream())
                .map(ClassInfo::name).filter(name -> !DotNames.UNCHANGED_DOCUMENTS.contains(name)).map(DotName::toString);
        this.entities = Stream.concat(documents, entities.stream().flatMap(item -> item.getEntityClasses().stream()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * {@return the getter that Hibernate or Panache puts in front of a public field; {@code null} when the field is read as it
     * is} The application's own code is rewritten to call the getter, which generated code is not: a field that is read past
     * it may not be loaded yet.
     */
    public @Nullable String accessor(FieldInfo field) {
        boolean enhanced = entities.contains(field.declaringClass().name().toString()) && Modifier.isPublic(field.flags())
                && !Modifier.isStatic(field.flags()) && DotNames.NOT_PERSISTENT.stream().noneMatch(field::hasAnnotation)
                && !field.declaringClass().hasDeclaredAnnotation(DotNames.KOTLIN_METADATA);
        return enhanced ? JavaBeanUtil.getGetterName(field.name(), field.type().name()) : null;
    }

    /** {@return the class; {@code null} when neither the index nor the class path has it} */
    public @Nullable ClassInfo find(DotName name) {
        return all.getClassByName(name);
    }

    /** {@return whether the class belongs to the application, or to a library that is indexed with it} */
    public boolean isIndexed(DotName name) {
        return indexed.getClassByName(name) != null;
    }

    public boolean isSubtype(DotName type, DotName supertype) {
        return supertype(ClassType.create(type), supertype) != null;
    }

    /** {@return the supertype of that name, or the type itself; {@code null} when there is none} */
    public @Nullable Supertype supertype(Type type, DotName name) {
        return hierarchy(type).stream().filter(s -> s.info().name().equals(name)).findFirst().orElse(null);
    }

    public boolean isSubtypeOfAny(DotName type, List<DotName> supertypes) {
        return supertypes.contains(type) || anySupertype(type, c -> supertypes.contains(c.name()));
    }

    /** {@return whether the class or anything that it extends or implements is such} */
    public boolean anySupertype(DotName type, Predicate<ClassInfo> test) {
        return hierarchy(ClassType.create(type)).stream().map(Supertype::info).anyMatch(test);
    }

    /**
     * {@return the class of a type, its superclasses from near to far, then all their interfaces, each with its type
     * variables bound; empty when the class cannot be found}
     */
    public List<Supertype> hierarchy(Type type) {
        Map<DotName, Supertype> found = new LinkedHashMap<>();
        for (Supertype next = bind(type); next != null;) {
            found.put(next.info().name(), next);
            Type superclass = next.info().superClassType();
            next = superclass == null ? null : bind(substitute(superclass, next.bindings()));
        }
        for (Supertype superclass : List.copyOf(found.values())) {
            addInterfaces(superclass, found);
        }
        return List.copyOf(found.values());
    }

    private void addInterfaces(Supertype supertype, Map<DotName, Supertype> found) {
        for (Type declared : supertype.info().interfaceTypes()) {
            Supertype next = bind(substitute(declared, supertype.bindings()));
            if (next != null && found.putIfAbsent(next.info().name(), next) == null) {
                addInterfaces(next, found);
            }
        }
    }

    private @Nullable Supertype bind(Type type) {
        ClassInfo info = find(type.name());
        if (info == null) {
            return null;
        }
        Map<String, Type> bindings = new HashMap<>();
        List<TypeVariable> variables = info.typeParameters();
        List<Type> arguments = type.kind() == Type.Kind.PARAMETERIZED_TYPE ? type.asParameterizedType().arguments()
                : List.of();
        for (int i = 0; i < variables.size(); i++) {
            Type bound = i < arguments.size() ? upper(arguments.get(i)) : null;
            if (bound == null || bound.name().equals(DotName.OBJECT_NAME)) {
                bound = substitute(variables.get(i), Map.of());
            }
            bindings.put(variables.get(i).identifier(), bound);
        }
        return new Supertype(info, bindings);
    }

    private static Type upper(Type argument) {
        return argument.kind() == Type.Kind.WILDCARD_TYPE ? argument.asWildcardType().extendsBound() : argument;
    }

    /** {@return the type without type variables: what they are bound to, else their own bound} */
    public Type substitute(Type type, Map<String, Type> bindings) {
        return switch (type.kind()) {
            case TYPE_VARIABLE -> {
                Type bound = bindings.get(type.asTypeVariable().identifier());
                List<Type> bounds = type.asTypeVariable().bounds();
                yield bound != null ? bound : bounds.isEmpty() ? ClassType.OBJECT_TYPE : substitute(bounds.get(0), bindings);
            }
            case TYPE_VARIABLE_REFERENCE -> {
                Type bound = bindings.get(type.asTypeVariableReference().identifier());
                yield bound != null ? bound : ClassType.create(type.name());
            }
            case UNRESOLVED_TYPE_VARIABLE -> ClassType.create(type.name());
            case WILDCARD_TYPE -> substitute(upper(type), bindings);
            case PARAMETERIZED_TYPE -> ParameterizedType.create(type.name(), type.asParameterizedType().arguments().stream()
                    .map(t -> substitute(t, bindings)).toArray(Type[]::new), null);
            default -> type;
        };
    }

    /** {@return a type as a Java source has it, without the packages' part of annotations} */
    public static String describe(Type type) {
        return switch (type.kind()) {
            case PARAMETERIZED_TYPE -> type.asParameterizedType().arguments().stream().map(TypeIndex::describe)
                    .collect(Collectors.joining(", ", type.name() + "<", ">"));
            case ARRAY -> describe(type.asArrayType().elementType()) + "[]".repeat(type.asArrayType().deepDimensions());
            case WILDCARD_TYPE, TYPE_VARIABLE -> type.toString();
            default -> type.name().toString();
        };
    }

    /** A class with the types that its type variables stand for, none of them a variable. */
    public record Supertype(ClassInfo info, Map<String, Type> bindings) {
    }
}
