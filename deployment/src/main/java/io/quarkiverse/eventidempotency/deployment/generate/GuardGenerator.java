package io.quarkiverse.eventidempotency.deployment.generate;

import static io.quarkus.gizmo2.Reflection2Gizmo.classDescOf;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

import org.jboss.jandex.DotName;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.deployment.key.BatchParameter;
import io.quarkiverse.eventidempotency.deployment.key.KeyPath;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.method.MethodResult;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.BatchArgument;
import io.quarkiverse.eventidempotency.runtime.guard.BatchGuard;
import io.quarkiverse.eventidempotency.runtime.guard.GuardInterceptor;
import io.quarkiverse.eventidempotency.runtime.guard.Guarded;
import io.quarkiverse.eventidempotency.runtime.guard.ReactiveTransactionGuard;
import io.quarkiverse.eventidempotency.runtime.guard.ResultShape;
import io.quarkiverse.eventidempotency.runtime.guard.TransactionGuard;
import io.quarkus.arc.processor.RuntimeTypeCreator;
import io.quarkus.gizmo2.Const;
import io.quarkus.gizmo2.Expr;
import io.quarkus.gizmo2.Gizmo;
import io.quarkus.gizmo2.LocalVar;
import io.quarkus.gizmo2.ParamVar;
import io.quarkus.gizmo2.StaticFieldVar;
import io.quarkus.gizmo2.creator.BlockCreator;
import io.quarkus.gizmo2.creator.ClassCreator;
import io.quarkus.gizmo2.desc.ClassMethodDesc;
import io.quarkus.gizmo2.desc.ConstructorDesc;
import io.quarkus.gizmo2.desc.FieldDesc;
import io.quarkus.gizmo2.desc.MethodDesc;

/** Writes the interceptor of one guarded method: a class beside the method's own, so that it sees what that one sees. */
public final class GuardGenerator {

    /** After security (150), outside transactions (200) and retries. */
    private static final int PRIORITY = 190;
    /** Inside transactions (200), where the record is part of one. */
    private static final int PRIORITY_IN_TRANSACTION = 210;

    private static final MethodDesc CLASS_LOADER = MethodDesc.of(Class.class, "getClassLoader", ClassLoader.class);

    private static final ClassDesc MESSAGE = ClassDesc.of(DotNames.MESSAGE.toString());
    /** By name: an application without messages cannot load it. */
    private static final ClassDesc MESSAGE_GUARD = ClassDesc.of(DotNames.GUARDS_OF_MESSAGES + "MessageGuard");
    private static final ClassDesc MESSAGE_BATCH_GUARD = ClassDesc.of(DotNames.GUARDS_OF_MESSAGES + "MessageBatchGuard");
    private static final ClassDesc KAFKA_RECORDS = ClassDesc
            .of(DotNames.GUARDS_OF_MESSAGES + "connectors.KafkaRecordsArgument");
    private static final ClassDesc HELD_KAFKA_RECORD = ClassDesc.of(DotNames.GUARDS_OF_MESSAGES + "connectors.HeldKafkaRecord");
    /** By name: an application without Quarkus REST cannot load it. */
    private static final ClassDesc REST_RESULTS = ClassDesc
            .of("io.quarkiverse.eventidempotency.runtime.rest.RestResults");
    private static final ClassDesc MESSAGE_RESULTS = ClassDesc.of(DotNames.GUARDS_OF_MESSAGES + "MessageResults");

    private static final MethodTypeDesc OF_CALL = type(String.class, Object[].class, ArrivedMessage.class);

    private final ClassCreator guard;

    private GuardGenerator(ClassCreator guard) {
        this.guard = guard;
    }

    /** @param parts whether the guard also returns the parts of a key, which only dev mode needs */
    public static void generate(Gizmo gizmo, GuardedMethod guarded, MethodResult result, KeySource key, boolean parts) {
        gizmo.class_(MethodNames.guardClass(guarded.method()),
                guard -> new GuardGenerator(guard).generate(guarded, result, key, parts));
    }

    private void generate(GuardedMethod guarded, MethodResult result, KeySource key, boolean parts) {
        guard.public_();
        guard.final_();
        guard.extends_(base(guarded, result));
        guard.addAnnotation(Interceptor.class);
        guard.addAnnotation(Priority.class, a -> a.add("value",
                guarded.attributes().inTransaction() ? PRIORITY_IN_TRANSACTION : PRIORITY));
        guard.addAnnotation(Guarded.class, a -> a.add("value", guarded.id()));
        guard.defaultConstructor();
        resultType(result);
        override("shape", type(ResultShape.class),
                (code, none) -> code.return_(Const.of(result.shape().describeConstable().orElseThrow())));
        override("methodId", type(String.class), (code, none) -> code.return_(guarded.id()));
        override("key", OF_CALL, (code, call) -> new KeyCode(call.get(0), call.get(1)).writeKey(code, key));
        if (parts && !key.values().isEmpty()) {
            override("parts", type(String[].class, Object[].class, ArrivedMessage.class),
                    (code, call) -> new KeyCode(call.get(0), call.get(1)).writeParts(code, key));
        }
        BatchParameter batch = guarded.batch();
        if (batch != null) {
            batch(batch);
        }
        KeyPath event = guarded.event();
        if (event != null) {
            override("event", type(IdempotentEvent.class, Object[].class), (code, call) -> code.return_(
                    code.cast(new KeyCode(call.get(0), call.get(0)).value(code, event), IdempotentEvent.class)));
        }
        if (key instanceof KeySource.Resolved resolved) {
            override("resolverType", type(Class.class),
                    (code, none) -> code.return_(Const.of(ClassDesc.of(resolved.resolver().toString()))));
            override("resolverArgument", type(Object.class, Object[].class), (code, call) -> code.return_(
                    new KeyCode(call.get(0), call.get(0)).value(code, resolved.argument())));
        }
        if (!guarded.attributes().terminalOn().isEmpty()) {
            override("isTerminal", type(boolean.class, Throwable.class), (code, failure) -> {
                for (DotName type : guarded.attributes().terminalOn()) {
                    code.ifInstanceOf(failure.get(0), ClassDesc.of(type.toString()), (b, terminal) -> b.returnTrue());
                }
                code.returnFalse();
            });
        }
        List<KeyPath> fingerprint = guarded.fingerprint();
        if (!fingerprint.isEmpty()) {
            yes("takesFingerprint");
            override("fingerprinted", type(Object.class, Object[].class, ArrivedMessage.class), (code, call) -> {
                KeyCode values = new KeyCode(call.get(0), call.get(1));
                List<LocalVar> all = fingerprint.stream().map(path -> values.value(code, path)).toList();
                code.return_(all.size() == 1 ? all.get(0) : code.newArray(Object.class, all));
            });
        }
        if (key.readsMessage() || fingerprint.stream().anyMatch(KeyPath::readsMessage)) {
            yes("readsMessage");
        }
        if (key.takesBrokersIdentity()) {
            yes("takesBrokersIdentity");
        }
        if (result.message()) {
            override("mapping", type(ResultMapping.class, ResultMapping.class), (code, results) -> code.return_(code.new_(
                    ConstructorDesc.of(MESSAGE_RESULTS, List.of(classDescOf(ResultMapping.class))), results.get(0))));
        }
        if (guarded.marksReplays()) {
            override("mapping", type(ResultMapping.class, ResultMapping.class), (code, results) -> code.return_(code.new_(
                    ConstructorDesc.of(REST_RESULTS, List.of(classDescOf(ResultMapping.class), classDescOf(String.class))),
                    results.get(0), Const.of(guarded.id()))));
        }
        if (guarded.takesMessages() && guarded.method().parameterType(0).name().equals(DotNames.KAFKA_RECORD)) {
            // Only here are the classes of Kafka named, which an application without Kafka does not have.
            MethodTypeDesc hold = MethodTypeDesc.of(MESSAGE, MESSAGE, MESSAGE);
            override("hold", hold, (code, messages) -> code.return_(
                    code.invokeStatic(ClassMethodDesc.of(HELD_KAFKA_RECORD, "hold", hold), messages)));
        }
    }

    private static ClassDesc base(GuardedMethod guarded, MethodResult result) {
        if (guarded.attributes().inTransaction()) {
            return classDescOf(
                    result.shape() == ResultShape.UNI ? ReactiveTransactionGuard.class : TransactionGuard.class);
        }
        if (guarded.batch() == null) {
            return guarded.takesMessages() ? MESSAGE_GUARD : classDescOf(GuardInterceptor.class);
        }
        return guarded.takesMessages() ? MESSAGE_BATCH_GUARD : classDescOf(BatchGuard.class);
    }

    private void batch(BatchParameter batch) {
        if (batch.position() > 0) {
            override("batchPosition", type(int.class), (code, none) -> code.return_(batch.position()));
        }
        if (batch.kind() == BatchParameter.Kind.RECORDS) {
            override("batch", type(BatchArgument.class), (code, none) -> code.return_(
                    Expr.staticField(FieldDesc.of(KAFKA_RECORDS, "INSTANCE", BatchArgument.class))));
        }
    }

    private void resultType(MethodResult result) {
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
        override("resultType", type(Type.class), (code, none) -> code.return_(type));
    }

    private void yes(String question) {
        override(question, type(boolean.class), (code, none) -> code.returnTrue());
    }

    private void override(String name, MethodTypeDesc type, BiConsumer<BlockCreator, List<ParamVar>> body) {
        guard.method(name, type, m -> {
            m.protected_();
            List<ParamVar> parameters = IntStream.range(0, type.parameterCount())
                    .mapToObj(i -> m.parameter("parameter" + i, i)).toList();
            m.body(code -> body.accept(code, parameters));
        });
    }

    private static MethodTypeDesc type(Class<?> returned, Class<?>... parameters) {
        return MethodType.methodType(returned, parameters).describeConstable().orElseThrow();
    }
}
