package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.KEY;
import static io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture;
import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.smallrye.mutiny.Uni;

class BlockingDeliveryTest {

    private final EngineFixture here = new EngineFixture();

    private String deliver(String key, GuardedBody<String> body) throws Exception {
        return here.engine.handler(new Policy().build(), STRINGS).guardBlocking(new EventIdentity(key, null, null), body, null,
                null);
    }

    @Test
    void runsOnceAndReplays() throws Exception {
        assertThat(deliver(KEY, () -> "one")).isEqualTo("one");
        assertThat(deliver(KEY, () -> "two")).isEqualTo("one");
        assertThat(here.store.steps()).containsExactly("claim", "complete", "claim");
    }

    @Test
    void failureIsRethrownUnchangedAndRunsAgain() throws Exception {
        IOException failure = new IOException("no stock");
        assertThatThrownBy(() -> deliver(KEY, () -> {
            throw failure;
        })).isSameAs(failure);
        assertThat(here.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(deliver(KEY, () -> "two")).isEqualTo("two");
    }

    @Test
    void missingKeyFails() {
        assertThatThrownBy(() -> deliver(null, () -> "one")).isInstanceOf(MissingIdempotencyKeyException.class);
    }

    @Test
    void interruptedWaiterLeavesWithoutAClaim() {
        here.deliver(Uni.createFrom().nothing());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            try {
                deliver(KEY, () -> "two");
            } catch (Throwable e) {
                failure.set(e);
                if (!Thread.currentThread().isInterrupted()) {
                    failure.set(new AssertionError("the interrupt was swallowed", e));
                }
            }
        });
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.WAITING);
        waiter.interrupt();
        await().until(() -> failure.get() != null);

        assertThat(failure.get()).isInstanceOf(CancellationException.class).hasMessageContaining("the body has not run");
        int asked = here.store.claims().size();
        here.clock.advance(20_000);
        assertThat(here.store.claims()).hasSize(asked);
    }
}
