package io.quarkiverse.eventidempotency.runtime.redis;

import java.time.Duration;
import java.util.UUID;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.smallrye.mutiny.Uni;

/** Plain requests. */
final class Requests {

    static final long LEASE = 30_000;
    static final long HOLD = 3_600_000;

    private static final ClaimTerms TERMS = new ClaimTerms(null, LEASE, 0, AfterCrash.RERUN, null);
    private static final ClaimTerms CACHED = new ClaimTerms(null, LEASE, 0, AfterCrash.RERUN, null, 600_000);

    private Requests() {
    }

    static String newOwner() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    static String newKey() {
        return "key-" + UUID.randomUUID();
    }

    static ClaimRequest claim(String key) {
        return claim(key, false);
    }

    static ClaimRequest claim(String key, boolean contended) {
        return claim(TERMS, key, contended);
    }

    /** A claim of a scope with a near cache. */
    static ClaimRequest cached(String key) {
        return claim(CACHED, key, false);
    }

    private static ClaimRequest claim(ClaimTerms terms, String key, boolean contended) {
        return new ClaimRequest(terms, "test:" + key, key, new OwnerToken(newOwner()), HOLD, 1_767_323_045_000L, null, null,
                null, null,
                contended);
    }

    static SettleRequest complete(ClaimRequest claim, String result) {
        return new SettleRequest(claim, ClaimReply.acquired(1, null, 1, null), Outcome.COMPLETE, HOLD, 1_767_323_046_000L,
                result, null, null, false,
                true);
    }

    static SettleRequest fail(ClaimRequest claim) {
        return new SettleRequest(claim, ClaimReply.acquired(1, null, 1, null), Outcome.FAIL, HOLD, 1_767_323_046_000L, null,
                null, null, true, true);
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    static ClaimReply.Kind kind(Uni<ClaimReply> claim) {
        return await(claim).kind();
    }
}
