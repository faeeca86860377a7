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

    /** {@return how many bodies a drain finds, while time passes} */
    private int drained(Duration atMost) throws Exception {
        CompletableFuture<Integer> drained = CompletableFuture.supplyAsync(() -> {
            try {
                return here.engine.drain(atMost);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        passes(drained);
        return drained.get();
    }

    /** Time passes until it has ended. */
    private void passes(CompletableFuture<?> drained) {
        await().until(() -> {
            here.clock.advance(50);
            return drained.isDone();
        });
    }

    private void staysOpen(CompletableFuture<Integer> drained) {
        for (int i = 0; i < 20; i++) {
            int looks = here.clock.delays().size();
            here.clock.advance(10);
            await().until(() -> drained.isDone() || here.clock.delays().size() > looks);
            assertThat(drained).isNotDone();
        }
    }

    @Test
    void tellsHowManyBodiesHaveNotEnded() throws Exception {
        assertThat(drained(LONG)).isZero();
        begin(new Policy(), "a", first);
        begin(consumer(), "b", second);
        assertThat(drained(BRIEFLY)).isEqualTo(2);
        first.complete("one");
        assertThat(drained(BRIEFLY)).isEqualTo(1);
        second.completeExceptionally(new IllegalStateException("bad"));
        assertThat(drained(LONG)).isZero();
    }

    @Test
    void waitsUntilTheOutcomeIsStored() throws Exception {
        begin(new Policy(), "a", first);
        here.store.holdReplies();
        first.complete("one");
        assertThat(drained(BRIEFLY)).isEqualTo(1);
        here.store.releaseReplies();
        assertThat(drained(LONG)).isZero();
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
        passes(drained);
        assertThat(drained.get()).isZero();
    }

    @Test
    void doesNotWaitForWhoWaits() throws Exception {
        here.anotherProcess().deliver(Uni.createFrom().nothing());
        begin(consumer(), EngineFixture.KEY, first);
        assertThat(drained(LONG)).isZero();
        assertThat(here.bodies).hasValue(0);
    }
}
