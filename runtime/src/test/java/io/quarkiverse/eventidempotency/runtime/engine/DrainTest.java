package io.quarkiverse.eventidempotency.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

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
        return CompletableFuture.supplyAsync(() -> {
            try {
                return here.engine.drain(LONG);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
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
        Thread.sleep(50); // it has begun by then
        begin(new Policy(), "later", new CompletableFuture<>());
        here.store.holdReplies();
        begin(consumer(), "b", second); // its claim is on its way
        first.complete("one");
        Thread.sleep(200);
        assertThat(drained).isNotDone();
        here.store.releaseReplies();
        Thread.sleep(200);
        assertThat(drained).isNotDone();
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
