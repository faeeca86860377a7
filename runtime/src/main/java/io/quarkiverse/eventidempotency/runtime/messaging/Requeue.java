package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.CompletionStage;

import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/** Gives a message back to its broker, which delivers it again. */
interface Requeue {

    /**
     * Gives it back.
     *
     * @param reason why its delivery failed
     * @param metadata what it was refused with
     * @return done when the message is settled
     */
    CompletionStage<@Nullable Void> requeue(Throwable reason, @Nullable Metadata metadata);
}
