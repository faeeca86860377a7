package io.quarkiverse.eventidempotency.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.HeldClaim;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.OwnerToken;

class WaitingClaimsTest {

    private static final class Told implements WaitingClaims.Waiter {

        final AtomicBoolean told = new AtomicBoolean();
        @Nullable
        ClaimReply reply;

        @Override
        public void turn() {
            told.set(true);
        }

        @Override
        public void recheck() {
            told.set(true);
        }

        @Override
        public void answered(ClaimReply answer) {
            reply = answer;
            told.set(true);
        }

        @Override
        public @Nullable String fingerprint() {
            return null;
        }
    }

    @Test
    void tellsAWaiterThatEntersWhileTheOwnerSettles() throws Exception {
        EngineFixture here = new EngineFixture();
        GuardPolicy policy = new EngineFixture.Policy().build();
        LeaseKeeper leases = here.engine.leases();
        WaitingClaims waiting = here.engine.waitingClaims();
        int rounds = 200_000;
        CyclicBarrier round = new CyclicBarrier(2);
        Handler<String> handler = here.engine.handler(policy, EngineFixture.STRINGS);
        EventIdentity event = new EventIdentity("k", null, null);
        ClaimRequest request = new ClaimRequest(new ClaimTerms("s", 3_000, 0, policy.afterCrash(), "n"), "k", "k",
                new OwnerToken("o"), 60_000,
                0, null, null, null, null, false);
        Thread owner = new Thread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    HeldClaim claim = new HeldClaim(handler, event, request,
                            ClaimReply.acquired(1, null, 1, null),
                            here.clock.nanoTime());
                    leases.hold(claim);
                    round.await(10, TimeUnit.SECONDS);
                    leases.drop(claim);
                    if (waiting.isAny()) {
                        waiting.settled("k", null);
                    }
                    round.await(10, TimeUnit.SECONDS);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        owner.start();
        int forgotten = 0;
        for (int i = 0; i < rounds; i++) {
            Told waiter = new Told();
            round.await(10, TimeUnit.SECONDS);
            boolean asks = waiting.enter("k", waiter, here.clock.nanoTime());
            round.await(10, TimeUnit.SECONDS);
            if (!asks && !waiter.told.get()) {
                forgotten++;
            }
            waiting.acquired("k", waiter);
        }
        owner.join();
        assertThat(forgotten).isZero();
    }

    @Test
    void givesATurnInsteadOfAReplyAboutAForeignValue() {
        EngineFixture here = new EngineFixture();
        WaitingClaims waiting = here.engine.waitingClaims();
        ClaimRequest flat = new ClaimRequest(
                new ClaimTerms(null, 3_000, 0, new EngineFixture.Policy().build().afterCrash(), "n"),
                "a:b", "a:b", new OwnerToken("o"), 60_000, 0, null, null, null, null, false);
        Told asker = new Told();
        Told other = new Told();
        assertThat(waiting.enter("a:b", asker, here.clock.nanoTime())).isTrue();
        assertThat(waiting.enter("a:b", other, here.clock.nanoTime())).isFalse();
        waiting.answered(flat, asker, ClaimReply.foreign(null));
        assertThat(other.told).isTrue();
        assertThat(other.reply).isNull();
    }
}
