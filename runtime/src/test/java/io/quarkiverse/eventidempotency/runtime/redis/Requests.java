package io.quarkiverse.eventidempotency.runtime.redis;

import java.time.Duration;
import java.util.UUID;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.smallrye.mutiny.Uni;

/** Plain requests. */
final class Requests {

    static final long LEASE = 30_000;
    static final long HOLD = 3_600_000;

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
        return new ClaimRequest("test:" + key, null, key, newOwner(), LEASE, HOLD, 0, AfterCrash.RERUN, null,
                "\"2026-01-02T03:04:05Z\"", ",\"idempotency_key\":\"" + key + "\"", contended);
    }

    static SettleRequest complete(ClaimRequest claim, String result) {
        return settle(claim, Outcome.COMPLETE, "{\"status\":\"completed\",\"owner\":\"" + claim.owner()
                + "\",\"idempotency_key\":\"" + claim.key() + "\",\"result\":" + result + "}");
    }

    static SettleRequest fail(ClaimRequest claim) {
        return settle(claim, Outcome.FAIL, "{\"status\":\"failed\",\"owner\":\"" + claim.owner()
                + "\",\"attempt\":1,\"idempotency_key\":\"" + claim.key() + "\",\"retryable\":true}");
    }

    private static SettleRequest settle(ClaimRequest claim, Outcome outcome, String record) {
        return new SettleRequest(claim.storeKey(), claim.owner(), outcome, HOLD, record, true);
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    static ClaimReply.Kind kind(Uni<ClaimReply> claim) {
        return await(claim).kind();
    }
}
