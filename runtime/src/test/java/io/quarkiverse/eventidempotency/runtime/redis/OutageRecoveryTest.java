package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.redis.FaultyProxy.Fault;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

/**
 * How soon claims succeed again after an outage, however long it lasted.
 * <p>
 * {@code -Dproxy.outages=1,7,30,135} sets how many seconds outages last, one round for each, with the command timeout of
 * production; the figures are printed.
 */
class OutageRecoveryTest {

    private static final Duration LATEST = Duration.ofSeconds(6);
    private static final String OUTAGES = System.getProperty("proxy.outages", "");
    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(OUTAGES.isEmpty() ? 300 : 2_000);

    private final List<Way> ways = new ArrayList<>();
    private final RedisProcess redis = new RedisProcess();
    private final RedisProcess full = new RedisProcess();

    @BeforeEach
    void open() {
        Stream.of(Fault.values()).filter(fault -> fault != Fault.NONE).forEach(fault -> ways.add(new ByProxy(fault)));
        ways.add(new MaxClients());
        // a busy machine may need more than one attempt to connect
        ways.forEach(way -> Awaitility.await().atMost(LATEST.multipliedBy(10)).until(way::claimed));
    }

    @AfterEach
    void close() {
        ways.forEach(Way::close);
        redis.close();
        full.close();
    }

    @Test
    void claimsSoonAfterEachOutage() throws InterruptedException {
        for (String seconds : (OUTAGES.isEmpty() ? "2" : OUTAGES).split(",")) {
            ways.forEach(Way::begin);
            Thread.sleep(Duration.ofSeconds(Long.parseLong(seconds)).toMillis());
            List<CompletableFuture<Long>> recovered = ways.stream().map(way -> CompletableFuture.supplyAsync(way::recover,
                    task -> new Thread(task).start())).toList();
            List<String> late = new ArrayList<>();
            for (int i = 0; i < recovered.size(); i++) {
                long millis = recovered.get(i).join();
                String figure = "%ss of %s: first claim %s after it ended, at most %d connections at a time"
                        .formatted(seconds, ways.get(i), millis < 0 ? "not" : millis + " ms", ways.get(i).mostOpen());
                System.out.println(figure);
                if (millis < 0 || ways.get(i).mostOpen() > 1) {
                    late.add(figure);
                }
            }
            assertThat(late).isEmpty();
        }
    }

    private static RedisStore store(Vertx vertx, String uri) {
        return RedisStore.create(vertx, new RedisOptions().setConnectionString(uri),
                new RedisStoreOptions(COMMAND_TIMEOUT, 100_000));
    }

    private abstract static class Way {

        final RedisStore store;
        private Thread claims = new Thread();

        Way(RedisStore store) {
            this.store = store;
        }

        /** Events arrive all the time. */
        void begin() {
            fail();
            claims = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    claimed();
                }
            });
            claims.start();
        }

        private boolean claimed() {
            try {
                return await(store.claim(claim(newKey()))).attempt() == 1;
            } catch (StoreException e) {
                return false;
            } catch (RuntimeException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        /** {@return how many milliseconds it took until a claim succeeded; -1 if it took too long} */
        long recover() {
            claims.interrupt();
            long healed = System.nanoTime();
            heal();
            while (System.nanoTime() - healed < LATEST.toNanos()) {
                if (claimed()) {
                    return (System.nanoTime() - healed) / 1_000_000;
                }
            }
            return -1;
        }

        abstract void fail();

        abstract void heal();

        abstract int mostOpen();

        void close() {
            claims.interrupt();
            RedisProcess.get(store.close());
        }
    }

    private final class ByProxy extends Way {

        private final Fault fault;
        private final FaultyProxy proxy;

        ByProxy(Fault fault) {
            this(fault, new FaultyProxy(redis.port()));
        }

        private ByProxy(Fault fault, FaultyProxy proxy) {
            super(store(redis.vertx(), proxy.uri()));
            this.fault = fault;
            this.proxy = proxy;
        }

        @Override
        void fail() {
            proxy.begin(fault);
        }

        @Override
        void heal() {
            proxy.heal();
        }

        @Override
        int mostOpen() {
            return proxy.mostOpen();
        }

        @Override
        void close() {
            super.close();
            proxy.close();
        }

        @Override
        public String toString() {
            return "a proxy that " + fault;
        }
    }

    /** The connection of the test itself takes the only place. */
    private final class MaxClients extends Way {

        MaxClients() {
            super(store(full.vertx(), full.uri()));
        }

        @Override
        void fail() {
            full.command("CONFIG", "SET", "maxclients", "1");
            full.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }

        @Override
        void heal() {
            full.command("CONFIG", "SET", "maxclients", "100");
        }

        @Override
        int mostOpen() {
            return 0;
        }

        @Override
        public String toString() {
            return "CONFIG SET maxclients 1";
        }
    }
}
