package io.quarkiverse.eventidempotency.runtime.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

class VertxCallerTest {

    private static final int CALLERS = 200;

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal eventLoop = (ContextInternal) vertx.getOrCreateContext();
    private final List<ContextInternal> contexts = new ArrayList<>();
    private final List<Caller> callers = new ArrayList<>();

    @BeforeEach
    void call() {
        CompletableFuture<Void> called = new CompletableFuture<>();
        for (int i = 0; i < CALLERS; i++) {
            ContextInternal context = eventLoop.duplicate();
            contexts.add(context);
            context.runOnContext(x -> {
                callers.add(VertxCaller.current());
                if (callers.size() == CALLERS) {
                    called.complete(null);
                }
            });
        }
        called.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void wakesTheEventLoopOnceForManyCallers() {
        CountDownLatch left = new CountDownLatch(1);
        CompletableFuture<Void> busy = new CompletableFuture<>();
        eventLoop.runOnContext(x -> {
            busy.complete(null);
            awaits(left);
        });
        busy.orTimeout(20, TimeUnit.SECONDS).join();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.get(i).execute(() -> {
            });
        }
        callers.get(0).execute(() -> ended.complete(null));
        int pending = ((SingleThreadEventExecutor) eventLoop.nettyEventLoop()).pendingTasks();
        left.countDown();
        ended.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(pending).isEqualTo(1);
    }

    @Test
    void callsEachOnItsContextInOrderWhateverOthersThrow() {
        List<Object> called = new ArrayList<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        for (int i = 0; i < CALLERS; i++) {
            int number = i;
            callers.get(i).execute(() -> {
                called.add(eventLoop.nettyEventLoop().inEventLoop() ? Vertx.currentContext() : Thread.currentThread());
                if (number == CALLERS - 1) {
                    ended.complete(null);
                } else if (number % 10 == 0) {
                    throw new IllegalStateException("of one caller");
                }
            });
        }
        ended.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(called).isEqualTo(contexts);
    }

    /** A claim that nobody can be given any more is released for that. */
    @Test
    void isRefusedOnceTheEventLoopHasEnded() {
        vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
        for (Caller caller : callers) {
            assertThatThrownBy(() -> caller.execute(() -> {
            })).isInstanceOf(RejectedExecutionException.class);
        }
    }

    private static void awaits(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
