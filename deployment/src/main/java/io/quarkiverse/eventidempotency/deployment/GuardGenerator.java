package io.quarkiverse.eventidempotency.deployment;

import java.lang.reflect.Type;

import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.runtime.Guarded;
import io.quarkus.arc.processor.RuntimeTypeCreator;
import io.quarkus.gizmo2.Const;
import io.quarkus.gizmo2.Gizmo;
import io.quarkus.gizmo2.ParamVar;
import io.quarkus.gizmo2.StaticFieldVar;
import io.quarkus.gizmo2.creator.ClassCreator;
import io.quarkus.gizmo2.desc.MethodDesc;

/** Writes the interceptor of one guarded method: a class beside the method's own, so that it sees what that one sees. */
final class GuardGenerator {

    /** After security (150), outside transactions (200) and retries. */
    private static final int PRIORITY = 190;

    private static final MethodDesc CLASS_LOADER = MethodDesc.of(Class.class, "getClassLoader", ClassLoader.class);

    private final Gizmo gizmo;

    GuardGenerator(Gizmo gizmo) {
        this.gizmo = gizmo;
    }

    void generate(MethodInfo method, MethodResult result, KeySource key, @Nullable Integer event) {
        String id = MethodNames.id(method);
        gizmo.class_(MethodNames.guardClass(method), guard -> {
            guard.public_();
            guard.final_();
            guard.extends_(result.shape().guard());
            guard.addAnnotation(Interceptor.class);
            guard.addAnnotation(Priority.class, a -> a.add("value", PRIORITY));
            guard.addAnnotation(Guarded.class, a -> a.add("value", id));
            guard.defaultConstructor();
            resultType(guard, result);
            guard.method("methodId", m -> {
                m.protected_();
                m.returning(String.class);
                m.body(code -> code.return_(id));
            });
            guard.method("key", m -> {
                m.protected_();
                m.returning(String.class);
                ParamVar arguments = m.parameter("parameters", Object[].class);
                m.body(code -> new KeyCode(arguments).write(code, key));
            });
            if (event != null) {
                event(guard, event);
            }
        });
    }

    private static void resultType(ClassCreator guard, MethodResult result) {
        StaticFieldVar type = guard.staticField("RESULT_TYPE", f -> {
            f.private_();
            f.final_();
            f.setType(Type.class);
        });
        guard.staticInitializer(code -> {
            // The class loader of the application, whatever thread comes first.
            var loader = code.localVar("loader", code.invokeVirtual(CLASS_LOADER, Const.of(guard.type())));
            code.set(type, RuntimeTypeCreator.of(code).withTCCL(loader).create(result.type()));
            code.return_();
        });
        guard.method("resultType", m -> {
            m.protected_();
            m.returning(Type.class);
            m.body(code -> code.return_(type));
        });
    }

    private static void event(ClassCreator guard, int position) {
        guard.method("event", m -> {
            m.protected_();
            m.returning(IdempotentEvent.class);
            ParamVar arguments = m.parameter("parameters", Object[].class);
            m.body(code -> code.return_(code.cast(arguments.elem(position), IdempotentEvent.class)));
        });
    }
}
