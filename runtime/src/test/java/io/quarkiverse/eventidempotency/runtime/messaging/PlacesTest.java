package io.quarkiverse.eventidempotency.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Places, the turns that hold them, and what a turn does with its message. */
class PlacesTest {

    private static Vertx vertx;
    private static Context context;

    private final List<Turn> turns = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    private Cancellable ask(Places places) {
        return places.place(null, context).map(place -> new Turn(place, 1)).subscribe().with(turns::add);
    }

    @Test
    void givesAsManyTurnsAsItHasPlaces() {
        Places places = new Places(2);
        ask(places);
        ask(places);
        assertThat(turns).hasSize(2);
        ask(places);
        assertThat(turns).hasSize(2);
        turns.get(0).decided();
        await().until(() -> turns.size() == 3);
    }

    @Test
    void takesAPlaceBackOnce() {
        Places places = new Places(1);
        ask(places);
        ask(places);
        ask(places);
        Turn first = turns.get(0);
        first.decided();
        first.decided();
        await().until(() -> turns.size() == 2);
        first.decided();
        turns.get(1).decided();
        await().until(() -> turns.size() == 3);
    }

    @Test
    void passesOverChannelsThatHaveEnded() {
        Places places = new Places(1);
        ask(places);
        Cancellable ended = ask(places);
        ask(places);
        ended.cancel();
        turns.get(0).decided();
        await().until(() -> turns.size() == 2);
        turns.get(1).decided();
        ask(places);
        assertThat(turns).hasSize(3);
    }

    @Test
    void channelHasAPlaceOfItsOwnBesidesThoseThatAreShared() {
        Places places = new Places(1);
        Places own = new Places(1);
        ask(places);
        places.place(own, context).map(place -> new Turn(place, 1)).subscribe().with(turns::add);
        assertThat(turns).hasSize(2);
        places.place(own, context).map(place -> new Turn(place, 1)).subscribe().with(turns::add);
        turns.get(1).decided();
        await().until(() -> turns.size() == 3);
        places.place(own, context).map(place -> new Turn(place, 1)).subscribe().with(turns::add);
        turns.get(0).decided();
        await().until(() -> turns.size() == 4);
        turns.get(2).decided();
        turns.get(3).decided();
        places.place(own, context).map(place -> new Turn(place, 1)).subscribe().with(turns::add);
        ask(places);
        assertThat(turns).hasSize(6); // neither place is lost
    }

    @Test
    void turnOfSeveralConsumersKeepsItsPlaceUntilNoneWaits() {
        Places places = new Places(1);
        for (int i = 0; i < 3; i++) {
            places.place(null, context).map(place -> new Turn(place, 2)).subscribe().with(turns::add);
        }
        turns.get(0).decided();
        turns.get(0).settled();
        assertThat(turns).hasSize(1);
        turns.get(0).decided();
        await().until(() -> turns.size() == 2);
        turns.get(1).settled();
        turns.get(1).settled();
        await().until(() -> turns.size() == 3);
    }

    @Test
    void losesNoPlaceWhateverComesTogether() throws Exception {
        int number = 3;
        int asked = 20_000;
        Places places = new Places(number);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch decided = new CountDownLatch(asked);
        ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < asked / 4; i++) {
                    Context own = vertx.getOrCreateContext();
                    places.place(null, own).map(place -> new Turn(place, 1)).subscribe().with(turn -> {
                        most.accumulateAndGet(held.incrementAndGet(), Math::max);
                        own.runOnContext(x -> {
                            held.decrementAndGet();
                            turn.decided();
                            decided.countDown();
                        });
                    });
                    if (ThreadLocalRandom.current().nextInt(100) == 0) {
                        Cancellable cancelled = places.place(null, own).map(place -> new Turn(place, 1)).subscribe()
                                .with(Turn::decided);
                        cancelled.cancel();
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        decided.await();
        assertThat(most.get()).isBetween(1, number);
        await().untilAsserted(() -> {
            turns.clear();
            for (int i = 0; i < number; i++) {
                ask(places);
            }
            int free = turns.size();
            turns.forEach(Turn::decided);
            assertThat(free).isEqualTo(number);
        });
    }

    @Test
    void messageIsSettledUnlessItIsLeft() {
        List<String> settled = new CopyOnWriteArrayList<>();
        Message<String> message = Message.of("order", () -> {
            settled.add("ack");
            return CompletableFuture.completedFuture(null);
        }, reason -> {
            settled.add("nack");
            return CompletableFuture.completedFuture(null);
        });
        Places places = new Places(1);
        ask(places);
        Turn turn = turns.get(0);
        Message<String> passedOn = turn.settling(message);
        assertThat(passedOn.ack()).isCompleted();
        ask(places); // an interceptor around the guard may have settled it
        assertThat(turns).hasSize(2);
        assertThat(passedOn.nack(new IllegalStateException("bad"))).isCompleted();
        assertThat(settled).containsExactly("ack", "nack");

        assertThat(turn.leaveUnsettled()).isTrue();
        assertThat(passedOn.ack().toCompletableFuture()).isNotDone();
        assertThat(passedOn.nack(new IllegalStateException("bad")).toCompletableFuture()).isNotDone();
        assertThat(settled).hasSize(2);
        assertThat(new Turn().leaveUnsettled()).isFalse();
    }
}
