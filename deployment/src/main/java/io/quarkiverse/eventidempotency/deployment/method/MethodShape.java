package io.quarkiverse.eventidempotency.deployment.method;

import java.lang.constant.ClassDesc;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.runtime.guard.BlockingGuard;
import io.quarkiverse.eventidempotency.runtime.guard.GuardInterceptor;
import io.quarkiverse.eventidempotency.runtime.guard.StageGuard;
import io.quarkiverse.eventidempotency.runtime.guard.UniGuard;

/** How a method returns its result, and the guard that goes with it. */
public enum MethodShape {

    UNI(UniGuard.class, "MessageUniGuard"),
    STAGE(StageGuard.class, "MessageStageGuard"),
    BLOCKING(BlockingGuard.class, "MessageBlockingGuard");

    private final Class<? extends GuardInterceptor> guard;
    private final String messageGuard;

    MethodShape(Class<? extends GuardInterceptor> guard, String messageGuard) {
        this.guard = guard;
        this.messageGuard = messageGuard;
    }

    public Class<? extends GuardInterceptor> guard() {
        return guard;
    }

    /** {@return the guard of methods that take messages, by name: an application without messages cannot load it} */
    public ClassDesc messageGuard() {
        return ClassDesc.of(DotNames.GUARDS_OF_MESSAGES + messageGuard);
    }
}
