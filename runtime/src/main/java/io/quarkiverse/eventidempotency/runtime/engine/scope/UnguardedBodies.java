package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.smallrye.mutiny.Uni;

/** Runs bodies of scopes where nothing is guarded. */
final class UnguardedBodies {

    private UnguardedBodies() {
    }

    static <R> Uni<R> run(Supplier<RunningBody> running, GuardedBody<Uni<R>> body) {
        return Uni.createFrom().deferred(() -> {
            RunningBody before = RunningBody.enter(running.get());
            try {
                return Objects.requireNonNull(body.call(), "The body returned null");
            } catch (Exception e) {
                return Uni.createFrom().failure(e);
            } finally {
                RunningBody.enter(before);
            }
        });
    }

    @SuppressWarnings("NullAway") // an R that may not be null is one that no body returns null as
    static <R extends @Nullable Object> R runBlocking(RunningBody running, GuardedBody<R> body) throws Exception {
        RunningBody before = RunningBody.enter(running);
        try {
            return body.call();
        } finally {
            RunningBody.enter(before);
        }
    }
}
