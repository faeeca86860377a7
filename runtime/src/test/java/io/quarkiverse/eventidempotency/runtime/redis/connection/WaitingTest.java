package io.quarkiverse.eventidempotency.runtime.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.redis.command.Call;
import io.quarkiverse.eventidempotency.runtime.redis.command.Script;
import io.quarkiverse.eventidempotency.runtime.redis.command.Sender;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

class WaitingTest {

    private final Waiting waiting = new Waiting(4, new AtomicInteger());

    @Test
    void callsOfHeldClaimsComeBeforeNewClaimsEachKindInItsOrder() {
        leave("claim 1", false);
        leave("settle 1", true);
        leave("claim 2", false);
        leave("renew 1", true);
        waiting.collect();

        assertThat(waiting.poll()).hasToString("settle 1");
        assertThat(waiting.poll()).hasToString("renew 1");
        Call claim = waiting.poll();
        waiting.putBack(claim);
        assertThat(waiting.poll()).hasToString("claim 1");
        assertThat(waiting.isEmpty()).isFalse();
        assertThat(waiting.poll()).hasToString("claim 2");
        assertThat(waiting.isEmpty()).isTrue();
        assertThat(waiting.poll()).isNull();
    }

    @Test
    void onlyClaimsTakeRoomUntilTheyArePolled() {
        for (int i = 0; i < 4; i++) {
            leave("claim " + i, false);
        }
        leave("settle", true);
        assertThat(waiting.reserve(new Named("claim 4", false))).isFalse();
        waiting.collect();
        assertThat(waiting.poll()).hasToString("settle");
        assertThat(waiting.reserve(new Named("claim 4", false))).isFalse();
        waiting.poll();
        assertThat(waiting.reserve(new Named("claim 4", false))).isTrue();
    }

    private void leave(String name, boolean ofHeldClaim) {
        Call call = new Named(name, ofHeldClaim);
        assertThat(waiting.reserve(call)).isTrue();
        waiting.add(call);
    }

    private static final class Named extends Call {

        Named(String name, boolean ofHeldClaim) {
            super(ofHeldClaim ? Script.SETTLE : Script.CLAIM, name);
        }

        @Override
        public Request request(Sender connection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void answered(@Nullable Response reply, Sender connection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void refused(String error, Throwable cause, Sender connection) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void failed(StoreException failure) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String toString() {
            return name();
        }
    }
}
