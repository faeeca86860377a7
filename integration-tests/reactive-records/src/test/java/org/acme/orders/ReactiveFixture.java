package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;

/** The common part of the tests of each database. */
@Timeout(60)
abstract class ReactiveFixture {

    static final int DELIVERIES = 64;

    @Inject
    Orders orders;
    @Inject
    Effects effects;
    @Inject
    Outcomes outcomes;
    @Inject
    Pool pool;
    @Inject
    EventIdempotency idempotency;
    @Inject
    @Connector("smallrye-in-memory")
    InMemoryConnector connector;

    final ExecutorService threads = Executors.newFixedThreadPool(DELIVERIES);
    final Order order = new Order(UUID.randomUUID().toString(), 1);
    final String id = order.id();

    @AfterEach
    void stop() {
        orders.during = any -> Uni.createFrom().nullItem();
        threads.shutdownNow();
    }

    abstract Dialect dialect();

    /** {@return whether the database refuses to lock rows that are newer than what the transaction has seen} */
    boolean keepsToSnapshots() {
        return false;
    }

    static <T> T on(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void assertEffects(int effect, int records) {
        assertThat(effects.count(id)).as("effects").isEqualTo(effect);
        assertThat(effects.records(id)).as("records").isEqualTo(records);
    }

    /** Begins a delivery whose body lasts until the returned one is completed. */
    CompletableFuture<Void> begun(List<Future<Receipt>> delivery) throws InterruptedException {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CountDownLatch inside = new CountDownLatch(1);
        orders.during = any -> until(end, inside);
        delivery.add(threads.submit(() -> on(() -> orders.place(order))));
        await(inside);
        return end;
    }

    /** {@return a body that lasts until the end is completed, and continues on its own context} */
    static Uni<?> until(CompletableFuture<Void> end, CountDownLatch inside) {
        inside.countDown();
        return Uni.createFrom().emitter(emitter -> {
            Context context = Vertx.currentContext();
            end.whenComplete((none, failure) -> context.runOnContext(now -> {
                if (failure == null) {
                    emitter.complete(null);
                } else {
                    emitter.fail(failure);
                }
            }));
        });
    }

    static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
