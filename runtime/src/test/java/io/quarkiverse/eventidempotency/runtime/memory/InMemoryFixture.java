package io.quarkiverse.eventidempotency.runtime.memory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.StoreKeys;

/** A store in memory whose time stands still until it is moved. */
final class InMemoryFixture {

    static final long LEASE = 20_000;
    static final long HOLD = 3_600_000;
    static final long TTL = 60_000;

    private static final ClaimTerms TERMS = new ClaimTerms(null, LEASE, 0, AfterCrash.RERUN, null);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // soon overflows: only differences count
    final InMemoryStore store;

    InMemoryFixture(int maxRecords) {
        store = new InMemoryStore(nanos::get, maxRecords);
    }

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    ClaimReply claim(String key, String owner) {
        return store.claim(request(key, owner)).await().atMost(Duration.ofSeconds(10));
    }

    private static ClaimRequest request(String key, String owner) {
        return new ClaimRequest(TERMS, key, key, new OwnerToken(owner), HOLD, 0, null, null, null, null, false);
    }

    SettleReply complete(String key, String owner) {
        return settle(key, owner, Outcome.COMPLETE, TTL, false);
    }

    SettleReply fail(String key, String owner, boolean retryable) {
        return settle(key, owner, Outcome.FAIL, HOLD, retryable);
    }

    RenewReply renew(String key, String owner) {
        return store.renew(key, owner, HOLD).await().atMost(Duration.ofSeconds(10));
    }

    /** {@return the keys with a prefix, found in steps} */
    Set<String> scan(String prefix, int count) {
        Set<String> found = new HashSet<>();
        String cursor = null;
        do {
            StoreKeys step = store.scan(prefix, "", cursor, count).await().atMost(Duration.ofSeconds(10));
            found.addAll(step.storeKeys());
            cursor = step.next();
        } while (cursor != null);
        return found;
    }

    void completed(String key) {
        claim(key, "a");
        complete(key, "a");
    }

    private SettleReply settle(String key, String owner, Outcome outcome, long ttl, boolean retryable) {
        return store
                .settle(new SettleRequest(request(key, owner), ClaimReply.acquired(1, null, 1, null), outcome, ttl, 1, null,
                        null, null, retryable, true))
                .await().atMost(Duration.ofSeconds(10));
    }
}
