package io.quarkiverse.eventidempotency.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** Closing waits for the connection to be closed. */
class ClosedStandaloneTest {

    @Test
    void waitsForItsConnection() {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            StandaloneIdempotency idempotency = StandaloneIdempotency.withRedis(vertx, RedisProcess.shared().options()).build();
            idempotency.scope("closing", String.class).run("1", () -> Uni.createFrom().item("ran")).await().indefinitely();
            Thread closing = Thread.currentThread();
            AtomicBoolean loopWasFree = new AtomicBoolean();
            vertx.runOnContext(x -> {
                EnumSet<Thread.State> waits = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
                for (long end = System.nanoTime() + 1_000_000_000L; System.nanoTime() < end && !waits
                        .contains(closing.getState());) {
                    Thread.onSpinWait();
                }
                loopWasFree.set(true);
            });
            idempotency.close();
            assertThat(loopWasFree).isTrue();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
