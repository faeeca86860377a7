package io.quarkiverse.eventidempotency.runtime.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.LoggedWarnings;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.Takeover;

class RepeatedMessagesTest {

    /** Its timers run when a test says that a second is over. */
    private static final class SecondsClock implements EngineClock {

        private final List<Runnable> timers = new ArrayList<>();
        private boolean ended;

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public long millis() {
            return 0;
        }

        @Override
        public synchronized Runnable schedule(long delayMillis, Runnable task) {
            assertThat(delayMillis).isEqualTo(1_000);
            if (ended) {
                throw new RejectedExecutionException();
            }
            timers.add(task);
            return () -> {
            };
        }

        private synchronized List<Runnable> due() {
            List<Runnable> due = List.copyOf(timers);
            timers.clear();
            return due;
        }

        void secondIsOver() {
            due().forEach(Runnable::run);
        }
    }

    private static final GuardPolicy ORDERS = policy("orders");
    private static final GuardPolicy PAYMENTS = policy("payments");
    private static final Throwable CAUSE = new StoreException("no connection", false,
            new IOException("refused:\n  127.0.0.1"));

    private final SecondsClock clock = new SecondsClock();
    private final LoggingListener listener = new LoggingListener(true, clock);
    private final LoggedWarnings log = new LoggedWarnings("io.quarkiverse.eventidempotency");

    private static GuardPolicy policy(String scope) {
        return GuardPolicy.builder(scope, "p:" + scope + ":", new DeliveryCounters()).build();
    }

    @AfterEach
    void close() {
        log.close();
    }

    private List<String> logged() {
        List<String> logged = List.copyOf(log.messages());
        log.messages().clear();
        return logged;
    }

    @Test
    void floodIsOneMessageASecondForEachScopeAndCode() {
        for (int i = 1; i <= 300; i++) {
            listener.outcomeNotStored(ORDERS, "o" + i, CAUSE);
            listener.unguarded(ORDERS, "o" + i, CAUSE);
        }
        listener.outcomeNotStored(PAYMENTS, "p1", CAUSE);
        String why = ": no connection; caused by java.io.IOException: refused: 127.0.0.1";
        assertThat(logged()).containsExactly(
                "QEI00009: The outcome of a body that ended could not be stored within store-retry-timeout [scope orders, key "
                        + "'o1']. The event will run again" + why,
                "QEI00006: A body runs unguarded, since its key could not be claimed within store-retry-timeout [scope orders, "
                        + "key 'o1']" + why,
                "QEI00009: The outcome of a body that ended could not be stored within store-retry-timeout [scope payments, key "
                        + "'p1']. The event will run again" + why);

        clock.secondIsOver();
        assertThat(logged()).hasSize(2)
                .allSatisfy(
                        message -> assertThat(message).contains("'o300'").endsWith(why + " (and 298 more in the last 1 s)"));
    }

    @Test
    void noCountIsLostWhenNoMessageFollows() {
        listener.leaseLost(ORDERS, "1");
        listener.leaseLost(ORDERS, "2");
        assertThat(logged()).singleElement().asString().contains("'1'");
        clock.secondIsOver();
        assertThat(logged()).singleElement().asString().contains("'2'").doesNotContain("more");

        clock.secondIsOver();
        assertThat(logged()).isEmpty();
        assertThat(clock.due()).as("timers while nothing is logged").isEmpty();
        listener.leaseLost(ORDERS, "3");
        assertThat(logged()).singleElement().asString().contains("'3'");
    }

    @Test
    void nothingIsLostWhenAStandaloneInstanceCloses() {
        for (int i = 0; i < 3; i++) {
            listener.leaseLost(ORDERS, "o" + i);
        }
        logged();
        listener.flush();
        assertThat(logged()).singleElement().asString().endsWith("(and 1 more in the last 1 s)");
    }

    @Test
    void nothingIsLostWhenTheApplicationStops() {
        RepeatedMessages messages = new RepeatedMessages(clock);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            messages.log("orders", 9, more -> told.add(number + more));
        }
        messages.flush();
        assertThat(told).containsExactly("0", "3 (and 2 more in the last 1 s)");

        clock.ended = true;
        messages.log("payments", 9, more -> told.add("a" + more));
        messages.log("payments", 9, more -> told.add("b" + more));
        assertThat(told).endsWith("a", "b");
    }

    @Test
    void causesAreLoggedWithoutStackTraces() {
        listener.resultNotStored(ORDERS, "1", new IllegalStateException("x"));
        Throwable value = null;
        try {
            new ObjectMapper().readValue("{\"a\":\"secret\"}", Holder.class);
        } catch (Exception e) {
            value = e;
        }
        listener.resultNotStored(PAYMENTS, "1", value);
        assertThat(logged()).hasSize(2).allSatisfy(message -> assertThat(message).doesNotContain("\tat ", "secret"));
        assertThat(CAUSE.getStackTrace()).isEmpty();
    }

    public static final class Holder {
        public int a;
    }

    @Test
    void missingKeyIsAWarningOnceForEachScope() {
        for (int i = 0; i < 3; i++) {
            listener.unguarded(ORDERS, null, null);
            clock.secondIsOver();
        }
        listener.unguarded(PAYMENTS, null, null);
        assertThat(logged()).hasSize(2).allSatisfy(message -> assertThat(message).startsWith("QEI00005: "));
    }

    @Test
    void observedDeliveriesAreLimitedBelowWarnings() {
        listener.observed(ORDERS, null, DeliveryOutcome.OBSERVED_REFUSED, CAUSE);
        assertThat(logged()).isEmpty();
        assertThat(clock.due()).hasSize(1);
    }

    @Test
    void takeoversAreLimitedBelowWarnings() {
        listener.claimed(ORDERS, "k", null, null, 2, null);
        assertThat(clock.due()).isEmpty();
        listener.claimed(ORDERS, "k", null, null, 2, new Takeover("orders-2", 750));
        assertThat(logged()).isEmpty();
        assertThat(clock.due()).hasSize(1);
    }

    @Test
    void recordOfDuplicateIsNotParsedUnlessDebugIsOn() {
        AtomicInteger parsed = new AtomicInteger();
        RecordContent record = new RecordContent() {

            @Override
            public @Nullable IdempotencyRecord record() {
                parsed.incrementAndGet();
                return null;
            }

            @Override
            public String text() {
                return "";
            }
        };
        Logger logger = Logger.getLogger("io.quarkiverse.eventidempotency");
        Level before = logger.getLevel();
        try {
            logger.setLevel(Level.INFO);
            listener.duplicate(ORDERS, "k", null, record);
            assertThat(parsed).hasValue(0);
            logger.setLevel(Level.FINE);
            listener.duplicate(ORDERS, "k", null, record);
        } finally {
            logger.setLevel(before);
        }
        assertThat(parsed).hasValue(1);
        assertThat(logged()).isEmpty();
        assertThat(clock.due()).isEmpty();
    }

    @Test
    void eachMessageOfManyThreadsIsLoggedOrCounted() throws Exception {
        RepeatedMessages messages = new RepeatedMessages(clock);
        AtomicInteger told = new AtomicInteger();
        int threads = 4;
        int each = 2_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    messages.log("scope", 1, more -> told.addAndGet(1 + count(more)));
                }
                done.countDown();
            }).start();
        }
        while (done.getCount() > 0) {
            clock.secondIsOver();
            Thread.onSpinWait();
        }
        clock.secondIsOver();
        assertThat(told).hasValue(threads * each);
    }

    private static int count(String more) {
        return more.isEmpty() ? 0 : Integer.parseInt(more.replaceAll("\\D*(\\d+) more in the last 1 s\\)", "$1"));
    }
}
