package io.quarkiverse.eventidempotency.runtime.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerClockTest {

    private static final long SERVER = 1_700_000_000_000_000L;

    @Test
    void tellsTheServersTime() {
        ServerClock clock = new ServerClock();
        long now = System.nanoTime();
        clock.observe(SERVER, now - 2_000_000, now);
        long told = clock.next();
        long elapsed = (System.nanoTime() - now) / 1_000;
        assertThat(told).isBetween(SERVER + 1_000 - 1, SERVER + 1_000 + elapsed + 1);
    }

    @Test
    void alwaysGrows() {
        ServerClock clock = new ServerClock();
        long now = System.nanoTime();
        clock.observe(SERVER, now, now);
        long before = clock.next();
        // the server's clock was set back
        clock.observe(SERVER - 60_000_000, now, now);
        for (int i = 0; i < 1_000; i++) {
            long after = clock.next();
            assertThat(after).isGreaterThan(before);
            before = after;
        }
    }
}
