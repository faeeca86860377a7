package io.quarkiverse.eventidempotency.runtime;

import java.util.List;
import java.util.function.Supplier;

import io.quarkus.runtime.annotations.Recorder;

/** Hands what the build found to the running application. */
@Recorder
public class IdempotencyRecorder {

    /**
     * The guarded methods, sorted by scope.
     *
     * @return what supplies the {@link GuardedMethodSpecs} bean
     */
    public Supplier<GuardedMethodSpecs> guardedMethods(List<GuardedMethodSpec> specs) {
        return () -> new GuardedMethodSpecs(List.copyOf(specs));
    }
}
