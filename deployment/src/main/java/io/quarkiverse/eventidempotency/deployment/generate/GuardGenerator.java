package io.quarkiverse.eventidempotency.deployment.generate;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.deployment.key.Fingerprint;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.key.KeyStep;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.method.MethodResult;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.Guarded;
import io.quarkus.arc.processor.RuntimeTypeCreator;
import io.quarkus.gizmo2.Const;
import io.quarkus.gizmo2.Gizmo;
import io.quarkus.gizmo2.ParamVar;
import io.quarkus.gizmo2.StaticFieldVar;
import io.quarkus.gizmo2.creator.BlockCreator;
import io.quarkus.gizmo2.creator.ClassCreator;
import io.quarkus.gizmo2.desc.ClassMethodDesc;
import io.quarkus.gizmo2.desc.ConstructorDesc;
import io.quarkus.gizmo2.desc.MethodDesc;

/** Writes the interceptor of one guarded method: a class beside the method's own, so that it sees what that one sees. */
public final class GuardGenerator {

    /** After security (150), outside transactions (200) and retries. */
    private static final int PRIORITY = 190;

    private static final MethodDesc CLASS_LOADER = MethodDesc.of(Class.class, "getClassLoader", ClassLoader.class);

    private static final ClassDesc MESSAGE = ClassDesc.of(DotNames.MESSAGE.toString());
    private static final ClassDesc KAFKA_RECORDS = ClassDesc.of(DotNames.GUARDS_OF_MESSAGES + "connectors.KafkaRecords");
    private static final ClassDesc MESSAGE_RESULTS = ClassDesc.of(DotNames.GUARDS_OF_MESSAGES + "MessageResults");

    private final Gizmo gizmo;

    public GuardGenerator(Gizmo gizmo) {
        this.gizmo = gizmo;
    }

    public void generate(GuardedMethod guarded, MethodResult result, KeySource key) {
        MethodInfo method = guarded.method();
        Fingerprint fingerprint = guarded.fingerprint();
        boolean takesMessages = guarded.takesMessages();
        String id = MethodNames.id(method);
        gizmo.class_(MethodNames.guardClass(method), guard -> {
            guard.public_();
            guard.final_();
            guard.extends_(takesMessages ? result.shape().messageGuard() : classDesc(result.shape().guard()));
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
                ParamVar message = m.parameter("message", ArrivedMessage.class);
                m.body(code -> new KeyCode(arguments, message).write(code, key));
            });
            if (guarded.event() != null) {
                event(guard, guarded.event());
            }
            if (key instanceof KeySource.Resolved resolved) {
                resolver(guard, resolved);
            }
            if (!guarded.attributes().terminalOn().isEmpty()) {
                terminal(guard, guarded.attributes().terminalOn());
            }
            if (fingerprint != null) {
                yes(guard, "takesFingerprint");
                fingerprint(guard, fingerprint);
            }
            if (key.readsMessage() || fingerprint != null && fingerprint.readsMessage()) {
                yes(guard, "readsMessage");
            }
            if (key.takesBrokersIdentity()) {
                yes(guard, "takesBrokersIdentity");
            }
            if (result.message()) {
                storePayloads(guard);
            }
            if (takesMessages && method.parameterType(0).name().equals(DotNames.KAFKA_RECORD)) {
                holdKafkaRecords(guard);
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

    private static void event(ClassCreator guard, List<KeyStep> steps) {
        guard.method("event", m -> {
            m.protected_();
            m.returning(IdempotentEvent.class);
            ParamVar arguments = m.parameter("parameters", Object[].class);
            m.body(code -> new KeyCode(arguments, arguments).writeEvent(code, steps));
        });
    }

    private static void resolver(ClassCreator guard, KeySource.Resolved resolved) {
        guard.method("resolverType", m -> {
            m.protected_();
            m.returning(Class.class);
            m.body(code -> code.return_(Const.of(ClassDesc.of(resolved.resolver().toString()))));
        });
        guard.method("resolverArgument", m -> {
            m.protected_();
            m.returning(Object.class);
            ParamVar arguments = m.parameter("parameters", Object[].class);
            m.body(code -> new KeyCode(arguments, arguments).writeValue(code, resolved.steps()));
        });
    }

    private static void terminal(ClassCreator guard, List<DotName> types) {
        guard.method("isTerminal", m -> {
            m.protected_();
            m.returning(boolean.class);
            ParamVar failure = m.parameter("failure", Throwable.class);
            m.body(code -> {
                for (DotName type : types) {
                    code.ifInstanceOf(failure, ClassDesc.of(type.toString()), (b, terminal) -> b.returnTrue());
                }
                code.returnFalse();
            });
        });
    }

    /** A method for each value, since a path that ends early returns. */
    private static void fingerprint(ClassCreator guard, Fingerprint fingerprint) {
        List<MethodDesc> values = new ArrayList<>();
        for (List<KeyStep> steps : fingerprint.values()) {
            values.add(guard.staticMethod("fingerprinted" + values.size(), m -> {
                m.private_();
                m.returning(Object.class);
                ParamVar arguments = m.parameter("parameters", Object[].class);
                ParamVar message = m.parameter("message", ArrivedMessage.class);
                m.body(code -> new KeyCode(arguments, message).writeValue(code, steps));
            }));
        }
        guard.method("fingerprinted", m -> {
            m.protected_();
            m.returning(Object.class);
            ParamVar arguments = m.parameter("parameters", Object[].class);
            ParamVar message = m.parameter("message", ArrivedMessage.class);
            m.body(code -> {
                if (values.size() == 1) {
                    code.return_(code.invokeStatic(values.get(0), arguments, message));
                } else {
                    code.return_(code.newArray(Object.class, values,
                            value -> code.invokeStatic(value, arguments, message)));
                }
            });
        });
    }

    private static void yes(ClassCreator guard, String question) {
        guard.method(question, m -> {
            m.protected_();
            m.returning(boolean.class);
            m.body(BlockCreator::returnTrue);
        });
    }

    private static void storePayloads(ClassCreator guard) {
        guard.method("mapping", m -> {
            m.protected_();
            m.returning(ResultMapping.class);
            ParamVar results = m.parameter("results", ResultMapping.class);
            m.body(code -> code.return_(code.new_(ConstructorDesc.of(MESSAGE_RESULTS,
                    List.of(classDesc(ResultMapping.class))), results)));
        });
    }

    /** Only here are the classes of Kafka named, which an application without Kafka does not have. */
    private static void holdKafkaRecords(ClassCreator guard) {
        guard.method("hold", m -> {
            m.protected_();
            m.returning(MESSAGE);
            ParamVar message = m.parameter("message", MESSAGE);
            ParamVar held = m.parameter("held", MESSAGE);
            m.body(code -> code.return_(code.invokeStatic(ClassMethodDesc.of(KAFKA_RECORDS, "hold",
                    MethodTypeDesc.of(MESSAGE, MESSAGE, MESSAGE)), message, held)));
        });
    }

    private static ClassDesc classDesc(Class<?> type) {
        return ClassDesc.of(type.getName());
    }
}
