package io.quarkiverse.eventidempotency.runtime.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** The pauses between attempts to connect. */
class ReconnectBackoffTest {

    /**
     * A claim is renewed after a third of its lease, and again once there is a connection: a pause must not turn a short outage
     * into one that outlasts the lease, even if it follows another one.
     */
    @Test
    void pausesStayShortHoweverManyAttemptsHaveFailed() {
        assertThat(IntStream.rangeClosed(1, 100).mapToLong(failures -> ReconnectBackoff.millis(failures, 1, 0)).toArray())
                .startsWith(50, 100, 200, 400, 800, 1_000).isSorted().endsWith(1_000);
    }

    @Test
    void pausesAreShorterWhereAnotherServerIsTriedNext() {
        assertThat(ReconnectBackoff.millis(100, 3, 0)).isEqualTo(333);
        assertThat(ReconnectBackoff.millis(100, 50, 0)).isEqualTo(125);
    }

    @Test
    void pausesCountFromTheStartOfAnAttemptAndAreNeverLeftOut() {
        assertThat(ReconnectBackoff.millis(100, 1, 300)).isEqualTo(700);
        assertThat(ReconnectBackoff.millis(100, 1, 2_000)).isEqualTo(50);
    }
}
