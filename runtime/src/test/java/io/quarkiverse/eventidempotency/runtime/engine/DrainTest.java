package io.quarkiverse.eventidempotency.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.engine.EngineFixture.Policy;
import io.smallrye.mutiny.Uni;

class DrainTest {

    private static final Duration BRIEFLY = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final EngineFixture here = new EngineFixture();
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CompletableFuture<String> second = new CompletableFuture<>();
    private Thread drainer;

    private static Policy consumer() {
        Policy policy = new Policy();
        policy.patient = true;
        return policy;
    }

    private void begin(Policy policy, String key, CompletableFuture<String> outcome) {
        here.deliver(policy, key, () -> Uni.createFrom().completionStage(outcome)).subscribe().with(item -> {
        });
    }

    private CompletableFuture<Integer> drain() {
        CompletableFuture<Integer> drained = new CompletableFuture<>();
        drainer = new Thread(() -> {
            try {
                drained.complete(here.engine.drain(LONG));
            } catch (InterruptedException e) {
                drained.completeExceptionally(e);
            }
        });
        drainer.start();
        return drained;
    }

    private static void staysOpen(CompletableFuture<Integer> drained) {
        await().during(Duration.ofMillis(200)).until(() -> !drained.isDone());
    }

    @Test
    void tellsHowManyBodiesHaveNotEnded() throws Exception {
        assertThat(here.engine.drain(LONG)).isZero();
        begin(new Policy(), "a", first);
        begin(consumer(), "b", second);
        assertThat(here.engine.drain(BRIEFLY)).isEqualTo(2);
        first.complete("one");
        assertThat(here.engine.drain(BRIEFLY)).isEqualTo(1);
        second.completeExceptionally(new IllegalStateException("bad"));
        assertThat(here.engine.drain(LONG)).isZero();
    }

    @Test
    void waitsUntilTheOutcomeIsStored() throws Exception {
        begin(new Policy(), "a", first);
        here.store.holdReplies();
        first.complete("one");
        assertThat(here.engine.drain(BRIEFLY)).isEqualTo(1);
        here.store.releaseReplies();
        assertThat(here.engine.drain(LONG)).isZero();
    }

    @Test
    void waitsForWhatConsumersBeginAndNotForWhatOthersDo() throws Exception {
        begin(new Policy(), "a", first);
        CompletableFuture<Integer> drained = drain();
        await().until(() -> drainer.getState() == Thread.State.TIMED_WAITING); // between two looks, so that it has begun
        begin(new Policy(), "later", new CompletableFuture<>());
        here.store.holdReplies();
        begin(consumer(), "b", second); // its claim is on its way
        first.complete("one");
        staysOpen(drained);
        here.store.releaseReplies();
        staysOpen(drained);
        second.complete("two");
        assertThat(drained.get()).isZero();
    }

    @Test
    void doesNotWaitForWhoWaits() throws Exception {
        here.anotherProcess().deliver(Uni.createFrom().nothing());
        begin(consumer(), EngineFixture.KEY, first);
        assertThat(here.engine.drain(LONG)).isZero();
        assertThat(here.bodies).hasValue(0);
    }
}
