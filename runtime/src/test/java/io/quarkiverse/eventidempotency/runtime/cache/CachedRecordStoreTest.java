package io.quarkiverse.eventidempotency.runtime.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.runtime.engine.ObservedStore;
import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** Operators' steps beside deliveries of the same process. */
class CachedRecordStoreTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String KEY = "p:k";
    private static final String TOKEN = "o".repeat(32);
    private static final ClaimTerms TERMS = new ClaimTerms("s", 3_000, 0, AfterCrash.RERUN, null, 600_000);

    private final InMemoryStore memory = new InMemoryStore(System::nanoTime, 1_000);
    private final List<String> steps = new ArrayList<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    /** The step whose replies are held, once they were given. */
    private @Nullable String holds;
    private boolean losesReplies;
    private Runnable beforeDeletion = () -> {
    };
    private final RecordStore store = (RecordStore) CachedStore.of(observed(), new NearCache(1_000_000, System::nanoTime),
            InstantSource.system(), scope -> steps.add("hit"));

    private RecordStore observed() {
        return (RecordStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { RecordStore.class },
                (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(memory, arguments);
                        return answer instanceof Uni<?> uni ? observed(method.getName(), uni) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private <T> Uni<T> observed(String step, Uni<T> uni) {
        return Uni.createFrom().emitter(emitter -> {
            steps.add(step);
            if (step.equals("delete")) {
                beforeDeletion.run();
            }
            T reply = uni.await().indefinitely();
            Runnable answer = () -> {
                if (losesReplies) {
                    emitter.fail(new StoreException("reply lost", true, null));
                } else {
                    emitter.complete(reply);
                }
            };
            if (step.equals(holds)) {
                held.add(answer);
            } else {
                answer.run();
            }
        });
    }

    private static ClaimRequest request(String owner) {
        return new ClaimRequest(TERMS, KEY, "k", new OwnerToken(owner), 7_200_000, 0, null, null, null, null, false);
    }

    private static SettleRequest completion(String owner) {
        return new SettleRequest(request(owner), ClaimReply.acquired(1, null, 1, null), SettleRequest.Outcome.COMPLETE,
                3_600_000, System.currentTimeMillis(), "1", null, null, false, true);
    }

    private static <T> UniAssertSubscriber<T> subscribe(Uni<T> step) {
        return step.subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private Kind claim(String owner) {
        return store.claim(request(owner)).await().atMost(PATIENCE).kind();
    }

    /** A record that the cache has. */
    private void completed() {
        claim("a");
        store.settle(completion("a")).await().atMost(PATIENCE);
        steps.clear();
    }

    private static Uni<?> delete(RecordStore store) {
        return store.delete(new DeleteRequest(KEY, TOKEN, 3_000, 7_200_000, null, false));
    }

    static Stream<Function<RecordStore, Uni<?>>> decisions() {
        return Stream.of(CachedRecordStoreTest::delete,
                store -> store.release(KEY, TOKEN, 3_000, 7_200_000),
                store -> store.force(new ForceRequest(KEY, TOKEN, Outcome.FAIL, 3_000, 7_200_000, "\"\"", "", "")),
                store -> store.revokeOrphan(KEY, TOKEN, 3_000, 7_200_000, 0));
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void eachDecisionEmptiesTheCacheForItsKey(Function<RecordStore, Uni<?>> decision) {
        completed();
        assertThat(claim("b")).isEqualTo(Kind.DUPLICATE);
        assertThat(steps).containsExactly("hit");
        decision.apply(store).await().atMost(PATIENCE);
        steps.clear();
        claim("b");
        assertThat(steps).containsExactly("claim");
    }

    @Test
    void deletedEventIsNew() {
        completed();
        delete(store).await().atMost(PATIENCE);
        assertThat(claim("b")).isEqualTo(Kind.ACQUIRED);
    }

    @Test
    void otherKeysStay() {
        completed();
        store.delete(new DeleteRequest("p:other", TOKEN, 3_000, 7_200_000, null, false)).await().atMost(PATIENCE);
        steps.clear();
        assertThat(claim("b")).isEqualTo(Kind.DUPLICATE);
        assertThat(steps).containsExactly("hit");
    }

    /** The reply was given before the deletion, and arrives after its confirmation. */
    @Test
    void lateDuplicateRestoresNothing() {
        completed();
        delete(store).await().atMost(PATIENCE);
        memory.put(KEY, new String(completion("a").rendered()), 3_600_000);
        holds = "claim";
        UniAssertSubscriber<ClaimReply> late = subscribe(store.claim(request("b")));
        delete(store).await().atMost(PATIENCE);
        held.poll().run();
        assertThat(late.getItem().kind()).isEqualTo(Kind.DUPLICATE);
        holds = null;
        assertThat(claim("c")).isEqualTo(Kind.ACQUIRED);
    }

    @Test
    void lateConfirmationOfACompletionRestoresNothing() {
        claim("a");
        holds = "settle";
        subscribe(store.settle(completion("a")));
        delete(store).await().atMost(PATIENCE);
        held.poll().run();
        assertThat(claim("b")).isEqualTo(Kind.ACQUIRED);
    }

    @Test
    void duplicateWithinADeletionRestoresNothing() {
        completed();
        beforeDeletion = () -> assertThat(claim("b")).isEqualTo(Kind.DUPLICATE);
        delete(store).await().atMost(PATIENCE);
        assertThat(steps).containsExactly("delete", "claim");
        assertThat(claim("c")).isEqualTo(Kind.ACQUIRED);
    }

    @Test
    void lostReplyEmptiesTheCacheToo() {
        completed();
        losesReplies = true;
        subscribe(delete(store)).assertFailedWith(StoreException.class);
        losesReplies = false;
        assertThat(claim("b")).isEqualTo(Kind.ACQUIRED);
    }

    /** A caller that cancels does not stop the step. */
    @Test
    void cancelledDeletionEmptiesTheCacheWhenItIsConfirmed() {
        completed();
        holds = "delete";
        UniAssertSubscriber<?> operator = subscribe(delete(store));
        operator.cancel();
        memory.put(KEY, new String(completion("a").rendered()), 3_600_000);
        assertThat(claim("b")).isEqualTo(Kind.DUPLICATE);
        memory.clear();
        held.poll().run();
        operator.assertNotTerminated();
        assertThat(claim("c")).isEqualTo(Kind.ACQUIRED);
    }

    @Test
    void operatorsSeeTheStoreItself() {
        completed();
        memory.clear();
        assertThat(store.find(KEY).await().atMost(PATIENCE)).isEmpty();
        assertThat(store.scan("p:", "", null, 10).await().atMost(PATIENCE).storeKeys()).isEmpty();
        assertThat(steps).containsExactly("find", "scan");
        assertThat(store.keepsOrder()).isTrue();
    }

    @Test
    void storeWithoutRecordsForOperatorsStaysOne() {
        IdempotencyStore plain = CachedStore.of(new ObservedStore(memory), new NearCache(1, System::nanoTime),
                InstantSource.system(), scope -> {
                });
        assertThat(plain).isNotInstanceOf(RecordStore.class);
        assertThat(plain.keepsOrder()).isFalse();
    }
}
