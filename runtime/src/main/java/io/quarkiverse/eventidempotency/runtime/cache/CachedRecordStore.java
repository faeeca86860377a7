package io.quarkiverse.eventidempotency.runtime.cache;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;

/**
 * A store for operators behind a near cache. Operators see the store itself, and each of their steps removes its record from
 * the cache: before it is sent, and again before the operator has the reply, since a duplicate may have restored it meanwhile.
 */
final class CachedRecordStore extends CachedStore implements RecordStore {

    private final RecordStore records;
    private final NearCache cache;

    CachedRecordStore(RecordStore records, NearCache cache, InstantSource wallClock, Consumer<@Nullable String> hits) {
        super(records, cache, wallClock, hits);
        this.records = records;
        this.cache = cache;
    }

    private <R> Uni<R> deciding(String storeKey, Uni<R> step) {
        return new AbstractUni<>() {

            @Override
            public void subscribe(UniSubscriber<? super R> caller) {
                cache.forget(storeKey);
                AbstractUni.subscribe(step, new PassedReply<R>(caller) {

                    @Override
                    void replied(@Nullable R reply) {
                        cache.forget(storeKey);
                    }
                });
            }
        };
    }

    @Override
    public Uni<DeleteResult> delete(DeleteRequest request) {
        return deciding(request.storeKey(), records.delete(request));
    }

    @Override
    public Uni<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis) {
        return deciding(storeKey, records.release(storeKey, token, leaseMillis, holdMillis));
    }

    @Override
    public Uni<ForceResult> force(ForceRequest request) {
        return deciding(request.storeKey(), records.force(request));
    }

    @Override
    public Uni<OrphanReply> revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis) {
        return deciding(storeKey, records.revokeOrphan(storeKey, token, leaseMillis, holdMillis, endedMillis));
    }

    @Override
    public Uni<Optional<StoredValue>> find(String storeKey) {
        return records.find(storeKey);
    }

    @Override
    public Uni<StoreKeys> scan(String prefix, String text, @Nullable String cursor, int count) {
        return records.scan(prefix, text, cursor, count);
    }
}
