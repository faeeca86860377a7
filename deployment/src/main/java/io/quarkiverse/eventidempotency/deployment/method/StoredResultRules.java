package io.quarkiverse.eventidempotency.deployment.method;

import java.util.ServiceConfigurationError;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.JandexReflection;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.json.ResultMapper;
import io.quarkiverse.eventidempotency.runtime.json.StoredTypes;

/**
 * Whether results come back as they are. The application's classes are loaded for that, and not initialized. Of the mapper that
 * the application will have, only its mix-ins and the modules on the class path are known: members are followed in indexed
 * classes only.
 */
public final class StoredResultRules {

    private static final int CACHED_TYPES = 500;

    private final ClassLoader loader;
    private final TypeFactory typeFactory;
    private final StoredTypes types;

    public StoredResultRules(IndexView index, ClassLoader loader) {
        this.loader = loader;
        ObjectMapper mapper = ResultMapper.of(mapper(loader));
        addMixins(mapper, index);
        this.typeFactory = mapper.getTypeFactory();
        this.types = new StoredTypes(mapper, c -> index.getClassByName(DotName.createSimple(c.getName())) != null
                && !c.getName().startsWith("java") && !c.getName().startsWith("io.vertx."));
    }

    private static ObjectMapper mapper(ClassLoader loader) {
        // A cache of its own: the shared one would keep this build's classes.
        TypeFactory types = TypeFactory.defaultInstance().withCache(new LRUMap<>(16, CACHED_TYPES)).withClassLoader(loader);
        try {
            return JsonMapper.builder().typeFactory(types).addModules(ObjectMapper.findModules(loader)).build();
        } catch (ServiceConfigurationError | LinkageError e) {
            return JsonMapper.builder().typeFactory(types).build(); // a module that needs what is there at run time alone
        }
    }

    private void addMixins(ObjectMapper mapper, IndexView index) {
        for (AnnotationInstance mixin : index.getAnnotations(DotNames.JACKSON_MIXIN)) {
            try {
                for (Type target : mixin.value().asClassArray()) {
                    mapper.addMixIn(load(target.name()), load(mixin.target().asClass().name()));
                }
            } catch (ClassNotFoundException | LinkageError e) {
                // of what is there at run time alone
            }
        }
    }

    /** {@return what is wrong with a type of results and what to do; {@code null} when nothing is known to be wrong} */
    public @Nullable String problem(Type type) {
        Type element = type.kind() == Type.Kind.ARRAY ? type.asArrayType().elementType() : type;
        if (element.kind() == Type.Kind.PRIMITIVE) {
            return null; // there is nothing to lose
        }
        try {
            String problem = types.problem(typeFactory.constructType(JandexReflection.loadType(type)));
            return problem == null ? null
                    : "@Idempotent cannot store a " + TypeIndex.describe(type) + " as a result: " + problem;
        } catch (LinkageError e) {
            return null; // made of what is there at run time alone
        } catch (RuntimeException e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                return null; // generated later
            }
            throw e;
        }
    }

    private Class<?> load(DotName name) throws ClassNotFoundException {
        return Class.forName(name.toString(), false, loader);
    }
}
