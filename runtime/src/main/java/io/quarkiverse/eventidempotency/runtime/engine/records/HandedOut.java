package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.util.List;
import java.util.function.Supplier;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.CallerSource;
import io.smallrye.mutiny.Uni;

/** Replies of the store, handed out where the caller expects them. */
final class HandedOut {

    private HandedOut() {
    }

    /** {@return the replies of several steps that are sent at once, or the first failure} */
    static <R> Uni<List<R>> replies(Supplier<List<Uni<R>>> steps, CallerSource callers) {
        return reply(() -> Uni.join().all(steps.get()).andFailFast(), callers);
    }

    /** {@return the reply of one step} */
    static <R> Uni<R> reply(Supplier<Uni<R>> step, CallerSource callers) {
        return Uni.createFrom().deferred(() -> {
            Caller caller = callers.current();
            return step.get().emitOn(caller);
        });
    }
}
