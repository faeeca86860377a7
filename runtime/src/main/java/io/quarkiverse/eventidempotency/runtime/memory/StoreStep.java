package io.quarkiverse.eventidempotency.runtime.memory;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * One step on one record, taken anew at each subscription and answered at once, on the caller's thread and in its contexts:
 * {@code Uni.createFrom()} would capture those for each step.
 * <p>
 * A step decides from the record it finds and replaces that one only. When another step came between, it is taken again.
 *
 * @param <R> the answer's type
 */
abstract class StoreStep<R> extends AbstractUni<R> {

    private static final UniSubscription TAKEN = () -> {
    };

    final RecordTable table;
    final String storeKey;

    StoreStep(RecordTable table, String storeKey) {
        this.table = table;
        this.storeKey = storeKey;
    }

    /**
     * Takes the step.
     *
     * @param before the record that is there and has not expired; {@code null} for none
     * @return the answer; {@code null} when another step came between
     * @throws StoreException if there is no room for the record
     */
    abstract @Nullable R take(@Nullable StoredRecord before, long now);

    /**
     * {@return the answer when the record was stored in place of the one before; {@code null} when another step came between}
     */
    final @Nullable R stored(@Nullable StoredRecord before, StoredRecord after, long now, R reply) {
        return table.replace(before, after, now) ? reply : null;
    }

    @Override
    public final void subscribe(UniSubscriber<? super R> subscriber) {
        R reply;
        try {
            long now = table.clock().now();
            do {
                reply = take(table.find(storeKey, now), now);
            } while (reply == null);
        } catch (StoreException e) {
            subscriber.onSubscribe(TAKEN);
            subscriber.onFailure(e);
            return;
        }
        subscriber.onSubscribe(TAKEN);
        subscriber.onItem(reply);
    }
}
