package io.quarkiverse.eventidempotency.runtime.cache;

import java.time.InstantSource;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.cache.NearCache.Entry;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * A store behind a near cache of completed records. A claim of a cached record is answered at once, on the caller's thread.
 * <p>
 * The cache keeps what the store confirmed: completions of this process, and duplicates' records whose time-to-live the reply
 * contains. The cheap claim of Redis does not return it. A record that such a claim finds is noted, and the next claim is made
 * by the step that decides everything at once, which does. No request is sent for the cache alone.
 * <p>
 * Scopes without a cache pass: {@link io.quarkiverse.eventidempotency.spi.ClaimTerms#cacheMillis()} is 0.
 */
public class CachedStore implements IdempotencyStore {

    private static final UniSubscription ANSWERED = () -> {
    };

    private final IdempotencyStore store;
    private final NearCache cache;
    private final InstantSource wallClock;
    private final Consumer<@Nullable String> hits;

    CachedStore(IdempotencyStore store, NearCache cache, InstantSource wallClock, Consumer<@Nullable String> hits) {
        this.store = store;
        this.cache = cache;
        this.wallClock = wallClock;
        this.hits = hits;
    }

    /**
     * Puts a cache in front of a store.
     *
     * @param wallClock the clock of {@link SettleRequest#endedAt()}
     * @param hits called with the scope for each claim that the cache answers, {@code null} for none
     * @return a {@link RecordStore} in front of one
     */
    public static IdempotencyStore of(IdempotencyStore store, NearCache cache, InstantSource wallClock,
            Consumer<@Nullable String> hits) {
        return store instanceof RecordStore records ? new CachedRecordStore(records, cache, wallClock, hits)
                : new CachedStore(store, cache, wallClock, hits);
    }

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        return request.terms().cacheMillis() == 0 ? store.claim(request) : new AbstractUni<>() {

            @Override
            public void subscribe(UniSubscriber<? super ClaimReply> caller) {
                Entry known = cache.find(request.storeKey());
                ClaimReply duplicate = known == null ? null : known.reply();
                if (duplicate == null) {
                    AbstractUni.subscribe(store.claim(known == null ? request : request.exactly()), filling(request, caller));
                } else {
                    hits.accept(request.scope());
                    caller.onSubscribe(ANSWERED);
                    caller.onItem(duplicate);
                }
            }
        };
    }

    private PassedReply<ClaimReply> filling(ClaimRequest claim, UniSubscriber<? super ClaimReply> caller) {
        NearCache.Request sent = cache.request(claim.storeKey(), claim.terms().cacheMillis());
        return new PassedReply<>(caller) {

            @Override
            void replied(@Nullable ClaimReply reply) {
                if (reply == null || reply.kind() != Kind.DUPLICATE) {
                    return;
                }
                RecordContent record = reply.record();
                if (record != null && reply.remainingMillis() > 0) {
                    sent.keep(record, reply.remainingMillis());
                } else if (record != null) {
                    sent.note();
                }
            }
        };
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        long maxAge = request.claim().terms().cacheMillis();
        return maxAge == 0 || request.outcome() != Outcome.COMPLETE ? store.settle(request) : new AbstractUni<>() {

            @Override
            public void subscribe(UniSubscriber<? super SettleReply> caller) {
                AbstractUni.subscribe(store.settle(request), filling(request, maxAge, caller));
            }
        };
    }

    private PassedReply<SettleReply> filling(SettleRequest request, long maxAge, UniSubscriber<? super SettleReply> caller) {
        NearCache.Request sent = cache.request(request.storeKey(), maxAge);
        // An earlier try may have stored the record, though not before the body ended.
        long left = request.keepMillis() - Math.max(0, wallClock.millis() - request.endedAt());
        return new PassedReply<>(caller) {

            @Override
            void replied(@Nullable SettleReply reply) {
                if (reply == SettleReply.OK || reply == SettleReply.RECREATED) {
                    sent.keep(request, left);
                }
            }
        };
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return store.renew(storeKey, owner, holdMillis);
    }

    @Override
    public void onAvailability(Consumer<@Nullable String> listener) {
        store.onAvailability(listener);
    }

    @Override
    public boolean keepsOrder() {
        return store.keepsOrder();
    }
}
