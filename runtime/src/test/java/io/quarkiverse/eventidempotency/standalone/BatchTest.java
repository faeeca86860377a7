package io.quarkiverse.eventidempotency.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.Claim.Acquired;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.testing.TestStore;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** Several events in one call: what the body gets, what each event gets, and what waits for what. */
class BatchTest {

    private final TestStore store = new TestStore();
    private final StandaloneIdempotency idempotency = StandaloneIdempotency.on(store).logKeys(true).build();
    private final IdempotencyScope<String> orders = idempotency.scope("orders", String.class);
    private final List<List<String>> bodies = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        idempotency.close();
    }

    /** The two ways to run a batch. */
    enum Way {
        UNI,
        BLOCKING;

        List<String> run(IdempotencyScope<String> scope, List<String> keys, Function<List<String>, List<String>> body)
                throws Exception {
            return run(scope, keys, Function.identity(), body);
        }

        List<String> run(IdempotencyScope<String> scope, List<String> events, Function<String, @Nullable String> key,
                Function<List<String>, List<String>> body) throws Exception {
            if (this == BLOCKING) {
                return scope.runAllBlocking(events, key, body::apply);
            }
            try {
                return scope.runAll(events, key, some -> Uni.createFrom().item(() -> body.apply(some))).await()
                        .atMost(Duration.ofSeconds(30));
            } catch (CompletionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    private List<String> receipts(List<String> keys) {
        bodies.add(keys);
        return keys.stream().map(key -> key + "@" + bodies.size()).toList();
    }

    private RecordStatus status(String key) {
        return RecordJson.parse(store.get("idempotency:events:orders:" + key)).status();
    }

    @ParameterizedTest
    @EnumSource
    void passesFreshEventsToBodyAndPutsReplaysBackInOrder(Way way) throws Exception {
        way.run(orders, List.of("b", "d"), this::receipts);

        assertThat(way.run(orders, List.of("a", "b", "c", "d", "e"), this::receipts))
                .containsExactly("a@2", "b@1", "c@2", "d@1", "e@2");
        assertThat(way.run(orders, List.of("e", "a"), this::receipts)).containsExactly("e@2", "a@2");
        assertThat(bodies).containsExactly(List.of("b", "d"), List.of("a", "c", "e"));
    }

    @ParameterizedTest
    @EnumSource
    void runsEventsWithSameKeyOnce(Way way) throws Exception {
        assertThat(way.run(orders, List.of("a", "b", "a", "a"), this::receipts)).containsExactly("a@1", "b@1", "a@1", "a@1");
        assertThat(way.run(orders.withOnDuplicate(OnDuplicate.SKIP), List.of("c", "c"), this::receipts))
                .containsExactly("c@2", null);
        assertThat(bodies).containsExactly(List.of("a", "b"), List.of("c"));
    }

    @ParameterizedTest
    @EnumSource
    void refusesSecondEventWithSameKeyWhereDuplicatesFail(Way way) {
        BatchItemFailures failed = catchThrowableOfType(BatchItemFailures.class,
                () -> way.run(orders.withOnDuplicate(OnDuplicate.FAIL), List.of("a", "b", "a"), this::receipts));

        assertThat(failed.failures()).containsOnlyKeys(2);
        assertThat(failed.failures().get(2)).isInstanceOfSatisfying(DuplicateEventException.class,
                duplicate -> assertThat(duplicate.record().result()).contains("a@1"));
        assertThat(failed.results()).isEqualTo(Arrays.asList("a@1", "b@1", null));
    }

    @ParameterizedTest
    @EnumSource
    void callsNoBodyForEmptyBatch(Way way) throws Exception {
        assertThat(way.run(orders, List.of(), this::receipts)).isEmpty();
        assertThat(bodies).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void completesOthersWhenSingleEventsFail(Way way) throws Exception {
        BatchItemFailures failed = catchThrowableOfType(BatchItemFailures.class,
                () -> way.run(orders, List.of("a", "b", "c"), some -> {
                    throw new BatchItemFailures(Map.of(1, new IllegalStateException("no stock")), receipts(some));
                }));

        assertThat(failed).hasMessage("1 element of the batch failed [scope: orders]: 1 (java.lang.IllegalStateException: no"
                + " stock)").hasRootCauseMessage("no stock");
        assertThat(failed.results()).isEqualTo(Arrays.asList("a@1", null, "c@1"));
        assertThat(status("a")).isEqualTo(RecordStatus.COMPLETED);
        assertThat(status("b")).isEqualTo(RecordStatus.FAILED);
        assertThat(way.run(orders, List.of("a", "b", "c"), this::receipts)).containsExactly("a@1", "b@2", "c@1");
        assertThat(bodies).containsExactly(List.of("a", "b", "c"), List.of("b"));
    }

    @ParameterizedTest
    @EnumSource
    void failsAllThatFailingBodyWasCalledWith(Way way) throws Exception {
        way.run(orders, List.of("a"), this::receipts);

        assertThatThrownBy(() -> way.run(orders, List.of("a", "b", "c"), some -> {
            throw new IllegalStateException("no database");
        })).isInstanceOf(IllegalStateException.class).hasMessage("no database");
        assertThat(status("b")).isEqualTo(RecordStatus.FAILED);
        assertThat(way.run(orders, List.of("a", "b", "c"), this::receipts)).containsExactly("a@1", "b@2", "c@2");
    }

    @ParameterizedTest
    @EnumSource
    void failsWhenResultsDoNotMatchEvents(Way way) {
        assertThatThrownBy(() -> way.run(orders, List.of("a", "b"), some -> List.of("one")))
                .hasMessage("code of the scope orders was called with 2 elements and returned 1 results: return one result for"
                        + " each element, in their order [scope: orders]");
        assertThatThrownBy(() -> way.run(orders, List.of("c"), some -> null)).hasMessageContaining("returned null");
        assertThatThrownBy(() -> way.run(orders, List.of("d", "e"), some -> {
            throw new BatchItemFailures(Map.of(0, new IllegalStateException("no stock")));
        })).hasMessageContaining("reported the elements [0] as failed with no results");
        assertThatThrownBy(() -> way.run(orders, List.of("f"), some -> {
            throw new BatchItemFailures(Map.of(1, new IllegalStateException("no stock")), List.of("f"));
        })).hasMessageContaining("reported the elements [1] as failed");
        assertThat(List.of("a", "b", "c", "d", "e", "f")).extracting(this::status).containsOnly(RecordStatus.FAILED);
    }

    @Test
    void ignoresResultsWhereThereAreNone() throws Exception {
        IdempotencyScope<Void> shipping = idempotency.scope("shipping");
        List<List<String>> shipped = new ArrayList<>();

        assertThat(shipping.runAllBlocking(List.of("a", "b"), Function.identity(), some -> {
            shipped.add(some);
            return null;
        })).containsExactly(null, null);
        assertThatThrownBy(() -> shipping.runAllBlocking(List.of("a", "c", "d"), Function.identity(), some -> {
            shipped.add(some);
            throw new BatchItemFailures(Map.of(0, new IllegalStateException("no stock")));
        })).isInstanceOf(BatchItemFailures.class);
        shipping.runAllBlocking(List.of("a", "b", "c", "d"), Function.identity(), some -> {
            shipped.add(some);
            return List.of();
        });
        assertThat(shipped).containsExactly(List.of("a", "b"), List.of("c", "d"), List.of("c"));
    }

    @ParameterizedTest
    @EnumSource
    void runsOthersWhenKeyIsMissing(Way way) throws Exception {
        List<@Nullable String> keys = Arrays.asList("a", null, "");
        BatchItemFailures failed = catchThrowableOfType(BatchItemFailures.class,
                () -> way.run(orders, keys, key -> key, this::receipts));

        assertThat(failed.failures()).containsOnlyKeys(1, 2);
        assertThat(failed.failures().values()).allSatisfy(
                reason -> assertThat(reason).isInstanceOf(MissingIdempotencyKeyException.class));
        assertThat(bodies).containsExactly(List.of("a"));
        assertThat(way.run(orders.withOnMissingKey(OnMissingKey.PROCEED), List.of("a", "x", "y"),
                key -> key.equals("a") ? key : null, this::receipts)).containsExactly("a@1", "x@2", "y@2");
    }

    @Test
    void refusesEventWithOtherFingerprint() throws Exception {
        orders.withFingerprint("5 EUR").runBlocking("a", () -> "first");

        BatchItemFailures failed = catchThrowableOfType(BatchItemFailures.class,
                () -> orders.withFingerprint("9 EUR").runAllBlocking(List.of("a", "b"), Function.identity(), this::receipts));

        assertThat(failed.failures().get(0)).isInstanceOf(IdempotencyKeyReusedException.class);
        assertThat(bodies).containsExactly(List.of("b"));
    }

    @ParameterizedTest
    @EnumSource
    void doesNotHoldOthersUpForEventInFlight(Way way) throws Exception {
        Acquired<String> elsewhere = acquire("b");
        CompletableFuture<List<String>> batch = inBackground(() -> way.run(orders, List.of("a", "b", "c"), this::receipts));

        await().until(() -> bodies.size() == 1);
        await().until(() -> status("c") == RecordStatus.COMPLETED);
        assertThat(status("a")).isEqualTo(RecordStatus.COMPLETED);
        assertThat(batch).isNotDone();
        elsewhere.complete("elsewhere").await().indefinitely();

        assertThat(batch.get(30, TimeUnit.SECONDS)).containsExactly("a@1", "elsewhere", "c@1");
        assertThat(bodies).containsExactly(List.of("a", "c"));
    }

    @ParameterizedTest
    @EnumSource
    void callsBodyAgainForEventThatItTakesOver(Way way) throws Exception {
        Acquired<String> elsewhere = acquire("b");
        CompletableFuture<List<String>> batch = inBackground(() -> way.run(orders, List.of("a", "b", "c"), this::receipts));

        await().until(() -> bodies.size() == 1);
        elsewhere.fail(new IllegalStateException("elsewhere")).await().indefinitely();

        assertThat(batch.get(30, TimeUnit.SECONDS)).containsExactly("a@1", "b@2", "c@1");
        assertThat(bodies).containsExactly(List.of("a", "c"), List.of("b"));
    }

    @ParameterizedTest
    @EnumSource
    void rejectsAndSkipsEventsInFlightAsPolicySays(Way way) throws Exception {
        acquire("b");

        BatchItemFailures failed = catchThrowableOfType(BatchItemFailures.class,
                () -> way.run(orders.withOnInFlight(OnInFlight.FAIL), List.of("a", "b"), this::receipts));
        assertThat(failed.failures().get(1)).isInstanceOf(EventInFlightException.class);
        assertThat(way.run(orders.withOnInFlight(OnInFlight.SKIP), List.of("b", "c", "b"), this::receipts))
                .containsExactly(null, "c@2", null);
    }

    /** Each process claims the keys in its own order, and holds some of those that the other one waits for. */
    @ParameterizedTest
    @EnumSource
    void endsTwoBatchesWithSameKeysInOppositeOrder(Way way) throws Exception {
        StandaloneIdempotency other = StandaloneIdempotency.on(new OtherProcess(store)).build();
        IdempotencyScope<String> theirs = other.scope("orders", String.class);
        for (int round = 0; round < 2_000; round++) {
            List<String> keys = List.of(round + "-1", round + "-2", round + "-3");
            List<String> opposite = new ArrayList<>(keys);
            Collections.reverse(opposite);

            CompletableFuture<List<String>> first = inBackground(() -> way.run(orders, keys, this::receipts));
            CompletableFuture<List<String>> second = inBackground(() -> way.run(theirs, opposite, this::receipts));

            List<String> results = new ArrayList<>(second.get(30, TimeUnit.SECONDS));
            Collections.reverse(results);
            assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(results);
        }
        assertThat(bodies.stream().flatMap(List::stream)).hasSize(6_000).doesNotHaveDuplicates();
        other.close();
    }

    @ParameterizedTest
    @EnumSource
    void asksForAllKeysBeforeFirstReply(Way way) throws Exception {
        Withholding withholding = new Withholding(store, 500);
        StandaloneIdempotency held = StandaloneIdempotency.on(withholding).build();
        List<String> keys = IntStream.range(0, 500).mapToObj(i -> "k" + i).toList();

        assertThat(inBackground(() -> way.run(held.scope("orders", String.class), keys, this::receipts)).get(30,
                TimeUnit.SECONDS)).hasSize(500);
        assertThat(bodies).containsExactly(keys);
        held.close();
    }

    @ParameterizedTest
    @EnumSource
    void knowsEachEventInBody(Way way) throws Exception {
        List<@Nullable String> known = new ArrayList<>();
        way.run(orders, List.of("a", "b"), some -> {
            IdempotencyContext context = IdempotencyContext.current();
            known.add(context.key());
            context.elements().forEach(element -> known.add(element.key() + " " + element.attempt() + element.isGuarded()));
            assertThatThrownBy(() -> context.downstreamKey("psp")).hasMessageContaining("elements()");
            assertThat(context.elements().get(0).downstreamKey("psp")).hasSize(64);
            return receipts(some);
        });

        assertThat(known).containsExactly(null, "a 1true", "b 1true");
    }

    @ParameterizedTest
    @EnumSource
    void refusesKeyThatItsOwnBodyClaims(Way way) throws Exception {
        Throwable[] refusal = new Throwable[1];
        way.run(orders, List.of("a", "b"), some -> {
            refusal[0] = catchThrowable(() -> orders.runBlocking("b", () -> "inner"));
            return receipts(some);
        });

        assertThat(refusal[0]).isInstanceOf(NestedClaimException.class);
    }

    @Test
    void keepsEventsOfListThatItsCallerUsesAgain() {
        Withholding withholding = new Withholding(store, 3);
        StandaloneIdempotency held = StandaloneIdempotency.on(withholding).build();
        List<String> buffer = new ArrayList<>(List.of("a", "b"));
        CompletableFuture<List<String>> batch = new CompletableFuture<>();
        Uni<List<String>> run = held.scope("orders", String.class).runAll(buffer, Function.identity(),
                some -> Uni.createFrom().item(receipts(some)));
        inBackground(() -> run.subscribe().with(batch::complete, batch::completeExceptionally));
        await().until(() -> store.get("idempotency:events:orders:b") != null);

        buffer.clear();
        withholding.release();

        assertThat(batch).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(List.of("a@1", "b@1"));
        held.close();
    }

    @Test
    void cancelsWhatHasNotBegunAndWhatRuns() throws Exception {
        acquire("b");
        UniAssertSubscriber<List<String>> batch = orders
                .runAll(List.of("a", "b"), Function.identity(), some -> Uni.createFrom().<List<String>> nothing()
                        .onCancellation().invoke(() -> bodies.add(some)))
                .subscribe().withSubscriber(UniAssertSubscriber.create());

        batch.cancel();

        await().until(() -> !bodies.isEmpty());
        assertThat(bodies).containsExactly(List.of("a"));
        batch.assertNotTerminated();
        assertThat(status("a")).isEqualTo(RecordStatus.PROCESSING); // until its lease ends: nobody knows whether it goes on
    }

    @Test
    void releasesWhatItHoldsForBodyThatHasNotBegunWhenCancelled() throws Exception {
        Withholding withholding = new Withholding(store, 2);
        StandaloneIdempotency held = StandaloneIdempotency.on(withholding).build();
        UniAssertSubscriber<List<String>> batch = UniAssertSubscriber.create();
        inBackground(() -> held.scope("orders", String.class)
                .runAll(List.of("a"), Function.identity(), some -> Uni.createFrom().item(receipts(some))).subscribe()
                .withSubscriber(batch));
        await().until(() -> store.get("idempotency:events:orders:a") != null);

        batch.cancel();
        withholding.release();

        await().until(() -> status("a") == RecordStatus.FAILED);
        assertThat(bodies).isEmpty();
        held.close();
    }

    @Test
    void endsInterruptedBatchWithoutItsBody() throws Exception {
        acquire("b");
        CountDownLatch ended = new CountDownLatch(1);
        Throwable[] thrown = new Throwable[1];
        boolean[] interrupted = new boolean[1];
        Thread thread = new Thread(() -> {
            thrown[0] = catchThrowable(() -> orders.runAllBlocking(List.of("a", "b"), Function.identity(), this::receipts));
            interrupted[0] = Thread.currentThread().isInterrupted();
            ended.countDown();
        });
        thread.start();
        await().until(() -> bodies.size() == 1 && thread.getState() == Thread.State.WAITING);

        thread.interrupt();

        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted[0]).isTrue();
        assertThat(thrown[0]).isInstanceOfSatisfying(BatchItemFailures.class, failed -> {
            assertThat(failed.failures()).containsOnlyKeys(1);
            assertThat(failed.failures().get(1)).isInstanceOf(CancellationException.class);
        });
        assertThat(bodies).containsExactly(List.of("a"));
    }

    @ParameterizedTest
    @EnumSource
    void runsAgainWhatCouldNotBeStored(Way way) throws Exception {
        IdempotencyScope<String> impatient = idempotency.scope("orders", String.class);
        store.loseReplies(2);
        assertThat(way.run(impatient, List.of("a", "b"), this::receipts)).containsExactly("a@1", "b@1");
        assertThat(way.run(impatient, List.of("b", "a"), this::receipts)).containsExactly("b@1", "a@1");
    }

    @Test
    void boundsThreadsThatWait() throws Exception {
        StandaloneIdempotency bounded = StandaloneIdempotency.on(store).maxWaitingThreads(1).build();
        IdempotencyScope<String> scope = bounded.scope("orders", String.class);
        Acquired<String> elsewhere = acquire("b");
        CompletableFuture<List<String>> first = inBackground(() -> Way.BLOCKING.run(scope, List.of("a", "b"), this::receipts));
        await().until(() -> bodies.size() == 1);
        await().untilAsserted(() -> {
            BatchItemFailures failed = catchThrowableOfType(BatchItemFailures.class,
                    () -> scope.runAllBlocking(List.of("b"), Function.identity(), this::receipts));
            assertThat(failed.failures().get(0)).isInstanceOf(EventInFlightException.class)
                    .hasMessageContaining("1 threads of this process wait");
        });
        elsewhere.complete("elsewhere").await().indefinitely();
        assertThat(first.get(30, TimeUnit.SECONDS)).containsExactly("a@1", "elsewhere");
        bounded.close();
    }

    private Acquired<String> acquire(String key) {
        return (Acquired<String>) orders.claim(key).await().indefinitely();
    }

    private interface Task<R> {
        R call() throws Exception;
    }

    private <R> CompletableFuture<R> inBackground(Task<R> task) {
        CompletableFuture<R> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** A store of another process, as far as the engine can see. */
    private static class OtherProcess implements IdempotencyStore {

        final IdempotencyStore store;

        OtherProcess(IdempotencyStore store) {
            this.store = store;
        }

        @Override
        public Uni<ClaimReply> claim(ClaimRequest request) {
            return store.claim(request);
        }

        @Override
        public Uni<SettleReply> settle(SettleRequest request) {
            return store.settle(request);
        }

        @Override
        public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
            return store.renew(storeKey, owner, holdMillis);
        }
    }

    /** Replies to no claim until a number of them have arrived. */
    private static final class Withholding extends OtherProcess {

        private final CompletableFuture<Void> all = new CompletableFuture<>();
        private int missing;

        Withholding(IdempotencyStore store, int claims) {
            super(store);
            this.missing = claims;
        }

        void release() {
            all.complete(null);
        }

        @Override
        public synchronized Uni<ClaimReply> claim(ClaimRequest request) {
            ClaimReply reply = store.claim(request).await().indefinitely();
            if (--missing == 0) {
                all.complete(null);
            }
            return Uni.createFrom().completionStage(all).replaceWith(reply);
        }
    }
}
