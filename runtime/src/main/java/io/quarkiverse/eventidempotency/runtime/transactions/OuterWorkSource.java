package io.quarkiverse.eventidempotency.runtime.transactions;

import jakarta.enterprise.inject.Instance;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.JoinedWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;

/** Finds the work that a guarded method is called in. There is a bean of it for each kind of transaction of the application. */
public interface OuterWorkSource {

    /** {@return what finds the work of all kinds; {@code null} where the application has no transactions} */
    static @Nullable OuterWorkSource of(Instance<OuterWorkSource> beans) {
        return beans.stream().reduce((source, other) -> () -> {
            OuterWork work = source.here();
            OuterWork more = other.here();
            return work == null ? more : more == null ? work : JoinedWork.of(work, more);
        }).orElse(null);
    }

    /** {@return what the calling thread is at; {@code null} when the outcome of a call is its own} */
    @Nullable
    OuterWork here();
}
