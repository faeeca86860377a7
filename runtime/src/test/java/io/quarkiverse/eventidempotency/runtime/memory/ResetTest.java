package io.quarkiverse.eventidempotency.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;

/** A store that is reset has no records, and gets none from claims of before. */
class ResetTest {

    private static final ClaimTerms TERMS = new ClaimTerms("orders.on", 20_000, 0, AfterCrash.RERUN, null);

    private final AtomicLong nanos = new AtomicLong();
    private final InMemoryStore store = new InMemoryStore(nanos::get, 10);

    private static ClaimRequest request(String owner) {
        return new ClaimRequest(TERMS, "orders.on:1", "1", new OwnerToken(owner.repeat(32)), 60_000, 0, null, null, null, null,
                false);
    }

    private ClaimReply claim(ClaimRequest request) {
        return store.claim(request).await().indefinitely();
    }

    private SettleReply complete(ClaimRequest request, ClaimReply claimed) {
        return store.settle(new SettleRequest(request, claimed, Outcome.COMPLETE, 60_000, 1, "1", null, null, false, true))
                .await().indefinitely();
    }

    @Test
    void aCompletedRecordIsGone() {
        ClaimRequest before = request("a");
        assertThat(complete(before, claim(before))).isEqualTo(SettleReply.OK);
        store.reset();
        nanos.addAndGet(1_000);
        assertThat(claim(request("b")).kind()).isEqualTo(ClaimReply.Kind.ACQUIRED);
    }

    @Test
    void aClaimOfBeforeStoresNoRecord() {
        ClaimRequest before = request("a");
        ClaimReply claimed = claim(before);
        nanos.addAndGet(1_000);
        store.reset();
        assertThat(complete(before, claimed)).isEqualTo(SettleReply.LOST);
        assertThat(store.get("orders.on:1")).isNull();
    }

    @Test
    void aClaimAfterwardsStoresItsRecordAgain() {
        store.reset();
        nanos.addAndGet(1_000);
        ClaimRequest after = request("a");
        ClaimReply claimed = claim(after);
        store.clear();
        assertThat(complete(after, claimed)).isEqualTo(SettleReply.RECREATED);
    }
}
