package io.quarkiverse.eventidempotency.runtime.observability;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.spi.StoreException;

class StoreReadinessTest {

    private record State(@Nullable String problem, int overdueLeases,
            @Nullable Throwable renewalFailure) implements StoreState {

        @Override
        public String place() {
            return "Redis";
        }

        @Override
        public String node() {
            return "shop-1";
        }

        @Override
        public int queuedClaims() {
            return 0;
        }

        @Override
        public int heldClaims() {
            return overdueLeases;
        }
    }

    @Test
    void nothingIsWrong() {
        assertThat(StoreReadiness.reason(new State(null, 0, null))).isNull();
        assertThat(StoreReadiness.reason(new State(null, 0, new StoreException("once", false, null)))).isNull();
    }

    @Test
    void connectionComesFirst() {
        assertThat(StoreReadiness.reason(new State("cannot connect", 2, null))).isEqualTo("cannot connect");
    }

    @Test
    void leasesThatAreNotRenewed() {
        assertThat(StoreReadiness.reason(new State(null, 2, null))).startsWith("2 leases have not been renewed")
                .endsWith("look for blocked event loops in the log, and for a process without processor time");
        assertThat(StoreReadiness.reason(new State(null, 1, new StoreException("NOPERM no right to PEXPIRE", false, null))))
                .endsWith(": NOPERM no right to PEXPIRE");
    }
}
