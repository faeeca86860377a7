package org.acme.orders;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;

// tag::store[]
/** A store in front of another one. A step that takes too long fails. */
public class TimedStore implements RecordStore {

    private final RecordStore store;
    private final Duration limit;

    public TimedStore(RecordStore store, Duration limit) {
        this.store = store;
        this.limit = limit;
    }

    private <T> Uni<T> timed(Uni<T> step) {
        return step.ifNoItem().after(limit).fail().onFailure(TimeoutException.class) // <1>
                .transform(late -> new StoreException("The store did not reply within " + limit, true, late)); // <2>
    }

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        return timed(store.claim(request));
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        return timed(store.settle(request));
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return timed(store.renew(storeKey, owner, holdMillis));
    }
    // end::store[]

    @Override
    public Uni<Optional<StoredValue>> find(String storeKey) {
        return timed(store.find(storeKey));
    }

    @Override
    public Uni<DeleteResult> delete(DeleteRequest request) {
        return timed(store.delete(request));
    }

    @Override
    public Uni<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis) {
        return timed(store.release(storeKey, token, leaseMillis, holdMillis));
    }

    @Override
    public Uni<ForceResult> force(ForceRequest request) {
        return timed(store.force(request));
    }

    @Override
    public Uni<OrphanReply> revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis,
            long endedMillis) {
        return timed(store.revokeOrphan(storeKey, token, leaseMillis, holdMillis, endedMillis));
    }

    @Override
    public Uni<StoreKeys> scan(String prefix, String text, String cursor, int count) {
        return timed(store.scan(prefix, text, cursor, count));
    }

    // tag::end[]
    @Override
    public void onAvailability(Consumer<String> listener) { // <3>
        store.onAvailability(listener);
    }

    @Override
    public boolean keepsOrder() {
        return store.keepsOrder();
    }
}
// end::end[]
