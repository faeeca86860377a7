package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.smallrye.mutiny.Uni;

/** One run of a body that nothing is claimed for. */
record UnclaimedRun<T extends @Nullable Object>(RowDelivery<T> delivery, GuardedBody<Uni<T>> body) {

    Uni<T> start() {
        return called(delivery, body)
                .onItem().invoke(delivery::ended)
                .onFailure().invoke(delivery::failed)
                .onCancellation().invoke(delivery::cancelled);
    }

    /** {@return the {@code Uni} of the body, which runs as the body of the delivery; a failure where the call has failed} */
    static <T extends @Nullable Object> Uni<T> called(RowDelivery<T> delivery, GuardedBody<Uni<T>> body) {
        RunningBody running = delivery.body();
        RunningBody before = RunningBody.enter(running);
        try {
            return running.during(Objects.requireNonNull(body.call(), "The guarded method returned null for a Uni"));
        } catch (Throwable failure) {
            return Uni.createFrom().failure(failure);
        } finally {
            RunningBody.enter(before);
        }
    }
}
