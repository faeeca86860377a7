package io.quarkiverse.eventidempotency.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.util.TypeLiteral;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.Claim.Acquired;
import io.quarkiverse.eventidempotency.Claim.Duplicate;
import io.quarkiverse.eventidempotency.Claim.InFlight;
import io.quarkiverse.eventidempotency.Claim.Settlement;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.ReplayedFailureException;
import io.quarkiverse.eventidempotency.ResultUnavailableException;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.results.ResultCodec;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.testing.TestStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Event idempotency as code uses it: as one call, with the duplicate told, and step by step. */
class StandaloneIdempotencyTest {

    private static final String KEY = "order-1";
    private static final String STORE_KEY = "idempotency:events:orders:order-1";

    record Receipt(String id, int cents) {
    }

    private final TestStore store = new TestStore();
    private final StandaloneIdempotency idempotency = StandaloneIdempotency.on(store).logKeys(true).verifyResults(true).build();
    private final IdempotencyScope<Receipt> orders = idempotency.scope("orders", Receipt.class);
    private final AtomicInteger bodies = new AtomicInteger();

    private Uni<Receipt> body() {
        return Uni.createFrom().item(() -> new Receipt("r" + bodies.incrementAndGet(), 100));
    }

    private static <R> R get(Uni<R> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private Acquired<Receipt> acquire() {
        return (Acquired<Receipt>) get(orders.claim(KEY));
    }

    private static final class Event implements IdempotentEvent {

        @Override
        public String eventId() {
            return "e-1";
        }

        @Override
        public String eventType() {
            return "order.placed";
        }
    }

    // As one call

    @Test
    void bodyRunsOnceAndItsResultIsReplayed() throws Exception {
        Receipt first = get(orders.run(KEY, this::body));
        assertThat(get(orders.run(KEY, this::body))).isEqualTo(first);
        assertThat(orders.runBlocking(KEY, () -> new Receipt("never", 0))).isEqualTo(first);
        assertThat(bodies).hasValue(1);
    }

    @Test
    void nothingHappensWithoutASubscriptionAndEachIsOneDelivery() {
        Uni<Receipt> delivery = orders.run(KEY, this::body);
        assertThat(store.get(STORE_KEY)).isNull();
        assertThat(get(delivery)).isEqualTo(get(delivery));
        assertThat(bodies).hasValue(1);
    }

    @Test
    void failureComesUnchangedAndTheNextDeliveryRunsAgain() {
        IllegalStateException failure = new IllegalStateException("no");
        assertThatThrownBy(() -> get(orders.run(KEY, () -> Uni.createFrom().failure(failure)))).isSameAs(failure);
        assertThatThrownBy(() -> orders.runBlocking(KEY, () -> {
            throw failure;
        })).isSameAs(failure);
        assertThat(get(orders.run(KEY, this::body)).id()).isEqualTo("r1");
        assertThat(store.get(STORE_KEY)).contains("\"attempt\":3");
    }

    @Test
    void eventBringsItsKeyIdAndType() {
        get(orders.run(new Event(), this::body));
        assertThat(store.get("idempotency:events:orders:e-1")).contains("\"event_id\":\"e-1\"",
                "\"event_type\":\"order.placed\"");
        EventEnvelope<String> named = new EventEnvelope<>("e-2", "t", 1, null, null, null, null, null, "p", "the-key");
        get(orders.run(named, this::body));
        assertThat(store.get("idempotency:events:orders:the-key")).contains("\"event_id\":\"e-2\"");
    }

    @Test
    void scopesDoNotShareTheirKeysAndHandlesOfOneScopeDo() {
        get(orders.run(KEY, this::body));
        get(idempotency.scope("audit", Receipt.class).run(KEY, this::body));
        get(idempotency.<Receipt> scope("orders", Receipt.class).withTtl(Duration.ofHours(1)).run(KEY, this::body));
        assertThat(bodies).hasValue(2);
        get(idempotency.scope(Idempotent.NO_SCOPE, Receipt.class).run(KEY, this::body));
        assertThat(store.get("idempotency:events:" + KEY)).contains("completed").contains("\"event_id\":null")
                .doesNotContain("\"scope\"");
    }

    @Test
    void bodiesKnowTheirRun() {
        assertThat(get(idempotency.scope("orders", String.class).run(KEY,
                () -> Uni.createFrom().item(() -> IdempotencyContext.current().key()))))
                .isEqualTo(KEY);
    }

    @Test
    void bodyThatClaimsItsOwnKeyFails() {
        assertThatThrownBy(() -> orders.runBlocking(KEY, () -> orders.runBlocking(KEY, () -> null)))
                .isInstanceOf(NestedClaimException.class).hasMessageContaining("code of the scope orders");
        assertThatThrownBy(() -> orders.runBlocking(KEY, () -> get(orders.claim(KEY).map(x -> null))))
                .isInstanceOf(NestedClaimException.class);
    }

    @Test
    void eventsOfAPipelineAreGuardedOneByOne() {
        List<Receipt> receipts = get(Multi.createFrom().items("a", "b", "a", "c", "b")
                .onItem().transformToUniAndConcatenate(key -> orders.run(key, this::body)).collect().asList());
        assertThat(receipts).extracting(Receipt::id).containsExactly("r1", "r2", "r1", "r3", "r2");
    }

    @Test
    void twoDeliveriesAtOnceDoNotBothRun() {
        CompletableFuture<Receipt> result = new CompletableFuture<>();
        CompletableFuture<Receipt> first = CompletableFuture.supplyAsync(() -> get(orders.run(KEY, () -> {
            bodies.incrementAndGet();
            return Uni.createFrom().completionStage(result);
        })));
        await().until(() -> bodies.get() == 1);
        CompletableFuture<Receipt> second = CompletableFuture.supplyAsync(() -> get(orders.run(KEY, this::body)));
        result.complete(new Receipt("the one", 1));
        assertThat(first.join()).isEqualTo(second.join());
        assertThat(bodies).hasValue(1);
    }

    // Policies

    @Test
    void policiesAreOfTheHandleThatSaysThem() throws Exception {
        get(orders.withTtl(Duration.ofMinutes(5)).run(KEY, this::body));
        assertThat(get(store.find(STORE_KEY)).orElseThrow().remainingMillis()).isBetween(200_000L, 300_000L);
        get(orders.run("other", this::body));
        assertThat(get(store.find("idempotency:events:orders:other")).orElseThrow().remainingMillis()).isBetween(86_300_000L,
                86_400_000L);

        DuplicateEventException duplicate = catchThrowableOfType(DuplicateEventException.class,
                () -> get(orders.withOnDuplicate(OnDuplicate.FAIL).run(KEY, this::body)));
        assertThat(duplicate.cachedResult(Receipt.class).id()).isEqualTo("r1");
        assertThat(get(orders.withOnDuplicate(OnDuplicate.SKIP).run(KEY, this::body))).isNull();

        acquireAs("busy");
        assertThatThrownBy(() -> get(orders.withOnInFlight(OnInFlight.FAIL).run("busy", this::body)))
                .isInstanceOf(EventInFlightException.class);
        assertThatThrownBy(() -> get(orders.withWaitTimeout(Duration.ZERO).run("busy", this::body)))
                .isInstanceOf(EventInFlightException.class);
        assertThat(get(orders.withOnInFlight(OnInFlight.SKIP).run("busy", this::body))).isNull();

        assertThatThrownBy(() -> get(orders.run((String) null, this::body))).isInstanceOf(MissingIdempotencyKeyException.class);
        assertThat(orders.withOnMissingKey(OnMissingKey.PROCEED).runBlocking("", () -> new Receipt("unguarded", 0)).id())
                .isEqualTo("unguarded");
    }

    private void acquireAs(String key) {
        assertThat(get(orders.claim(key))).isInstanceOf(Acquired.class);
    }

    @Test
    void terminalFailureIsReplayed() {
        IdempotencyScope<Receipt> strict = orders.withTerminalOn(List.of(IllegalArgumentException.class));
        assertThatThrownBy(() -> get(strict.run(KEY, () -> Uni.createFrom().failure(new NumberFormatException("x")))))
                .isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> get(strict.run(KEY, this::body))).isInstanceOf(ReplayedFailureException.class);
    }

    @Test
    void crashIsQuarantinedAndAttemptsRunOut() {
        acquire();
        store.moveOn(Duration.ofSeconds(21));
        assertThatThrownBy(() -> get(orders.withAfterCrash(AfterCrash.QUARANTINE).run(KEY, this::body)))
                .isInstanceOf(EventQuarantinedException.class);
        IdempotencyScope<Receipt> once = orders.withMaxAttempts(1);
        assertThatThrownBy(() -> get(once.run("2", () -> Uni.createFrom().failure(new IllegalStateException()))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> get(once.run("2", this::body))).isInstanceOf(AttemptsExhaustedException.class);
    }

    @Test
    void anotherPayloadIsRefused() {
        get(orders.withFingerprint("a").run(KEY, this::body));
        assertThatThrownBy(() -> get(orders.withFingerprint("b").run(KEY, this::body)))
                .isInstanceOf(IdempotencyKeyReusedException.class);
    }

    @Test
    void resultIsNotStoredWhereNobodyNeedsIt() {
        get(orders.withStoreResult(false).run(KEY, this::body));
        assertThat(store.get(STORE_KEY)).doesNotContain("result");
        assertThat(get(orders.withStoreResult(false).run(KEY, this::body))).isNull();
        assertThatThrownBy(() -> get(orders.run(KEY, this::body))).isInstanceOf(ResultUnavailableException.class);
    }

    @Test
    void wrongPoliciesAreRefusedWithTheirValue() {
        assertThatThrownBy(() -> orders.withTtl(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The ttl is PT0S").hasMessageContaining("at least PT0.001S");
        assertThatThrownBy(() -> orders.withLease(Duration.ofMillis(99))).hasMessageContaining("The lease is PT0.099S");
        assertThatThrownBy(() -> orders.withWaitTimeout(Duration.ofMillis(-1)))
                .hasMessageContaining("The waitTimeout is PT-0.001S");
        assertThatThrownBy(() -> orders.withTtl(Duration.ofDays(40_000))).hasMessageContaining("at most 36500 days");
        assertThatThrownBy(() -> orders.withMaxAttempts(-1)).hasMessageContaining("maxAttempts is -1");
        assertThatThrownBy(() -> StandaloneIdempotency.inMemory().maxResultBytes(0))
                .hasMessageContaining("maxResultBytes is 0");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a b", "a:b", "none", "ä", "*" })
    void wrongScopesAreRefused(String scope) {
        assertThatThrownBy(() -> idempotency.scope(scope)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The scope '" + scope + "' must be");
    }

    // Results

    @Test
    void genericAndOptionalAndEmptyResultsComeBack() {
        IdempotencyScope<Map<String, List<Receipt>>> maps = idempotency.scope("maps",
                new TypeLiteral<Map<String, List<Receipt>>>() {
                }.getType());
        Map<String, List<Receipt>> map = Map.of("a", List.of(new Receipt("1", 1)));
        for (int i = 0; i < 2; i++) {
            assertThat(get(maps.run(KEY, () -> Uni.createFrom().item(map)))).isEqualTo(map);
            assertThat(get(idempotency.<Optional<String>> scope("optional", new TypeLiteral<Optional<String>>() {
            }.getType()).run(KEY, () -> Uni.createFrom().item(Optional.empty())))).isEmpty();
            assertThat(get(idempotency.scope("void").run(KEY, () -> Uni.createFrom().voidItem()))).isNull();
            assertThat(get(idempotency.scope("false", Boolean.class).run(KEY, () -> Uni.createFrom().item(false)))).isFalse();
            assertThat(get(idempotency.scope("zero", Integer.class).run(KEY, () -> Uni.createFrom().item(0)))).isZero();
            assertThat(get(idempotency.scope("empty", String.class).run(KEY, () -> Uni.createFrom().item("")))).isEmpty();
        }
    }

    @Test
    void resultsGoThroughACodec() {
        ResultCodec base64 = new ResultCodec() {

            @Override
            public String encode(String json) {
                return Base64.getEncoder().encodeToString(json.getBytes());
            }

            @Override
            public String decode(String stored) {
                return new String(Base64.getDecoder().decode(stored));
            }
        };
        IdempotencyScope<Receipt> secret = StandaloneIdempotency.on(store).resultCodec(base64).build().scope("orders",
                Receipt.class);
        Receipt first = get(secret.run(KEY, this::body));
        assertThat(store.get(STORE_KEY)).contains("\"result\":\"eyJpZCI6InIxIiwiY2VudHMiOjEwMH0=\"");
        assertThat(get(secret.run(KEY, this::body))).isEqualTo(first);

        get(orders.run("plain", this::body));
        assertThatThrownBy(() -> get(secret.run("plain", this::body))).isInstanceOf(ResultUnavailableException.class)
                .hasRootCauseMessage("The stored result is no JSON string, and so was not written by this codec");
    }

    // With the duplicate told

    @Test
    void bodyIsToldOfADuplicate() throws Exception {
        for (int i = 0; i < 3; i++) {
            Receipt receipt = get(orders.process(KEY, processing -> {
                if (processing.isDuplicate()) {
                    assertThat(processing.record().attempt()).isEqualTo(1);
                    assertThat(processing.context().key()).isEqualTo(KEY);
                    return Uni.createFrom().item(processing.cachedResult());
                }
                assertThat(processing.context().attempt()).isEqualTo(1);
                return body();
            }));
            assertThat(receipt.id()).isEqualTo("r1");
        }
        assertThat(orders.processBlocking(KEY, processing -> processing.isDuplicate() ? processing.cachedResult() : null).id())
                .isEqualTo("r1");
        assertThat(bodies).hasValue(1);
    }

    @Test
    void whatADuplicatesBodyReturnsIsNotStored() {
        get(orders.process(KEY, processing -> body()));
        String record = store.get(STORE_KEY);
        assertThat(get(orders.process(KEY, processing -> Uni.createFrom().item(new Receipt("other", 0)))).id())
                .isEqualTo("other");
        assertThatThrownBy(() -> get(orders.process(new KeyedEvent(KEY),
                processing -> Uni.createFrom().failure(new IllegalStateException("mine"))))).hasMessage("mine");
        assertThat(store.get(STORE_KEY)).isEqualTo(record);
    }

    private record KeyedEvent(String eventId) implements IdempotentEvent {
    }

    @Test
    void firstDeliveryHasNoCachedResult() {
        assertThatThrownBy(() -> orders.processBlocking(KEY, processing -> processing.cachedResult()))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("isDuplicate()");
        assertThat(store.get(STORE_KEY)).contains("\"status\":\"failed\"");
    }

    // Step by step

    @Test
    void claimIsAcquiredCompletedAndThenADuplicate() {
        Acquired<Receipt> claim = acquire();
        assertThat(claim.key()).isEqualTo(KEY);
        assertThat(claim.context().attempt()).isEqualTo(1);
        assertThat(claim.context().fence()).isPositive();
        assertThat(claim.context().downstreamKey("x")).hasSize(64);

        Claim<Receipt> second = get(orders.claim(KEY));
        assertThat(second).isInstanceOf(InFlight.class);
        assertThat(((InFlight<Receipt>) second).remainingLease()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20));

        assertThat(get(claim.complete(new Receipt("r", 5)))).isEqualTo(Settlement.STORED);
        Duplicate<Receipt> third = (Duplicate<Receipt>) get(orders.claim(new KeyedEvent(KEY)));
        assertThat(third.cachedResult()).isEqualTo(new Receipt("r", 5));
        assertThat(third.record().owner()).isNotNull();
    }

    @Test
    void claimThatFailedIsClaimedAgain() {
        assertThat(get(acquire().fail(new IllegalStateException("no")))).isEqualTo(Settlement.STORED);
        assertThat(store.get(STORE_KEY)).contains("\"error\":\"no\"", "\"error_type\":\"java.lang.IllegalStateException\"");
        Acquired<Receipt> second = acquire();
        assertThat(second.context().attempt()).isEqualTo(2);
        assertThat(get(second.fail("by hand"))).isEqualTo(Settlement.STORED);
        assertThat(store.get(STORE_KEY)).contains("\"error\":\"by hand\"");
        assertThat(get(acquire().release())).isEqualTo(Settlement.STORED);
        assertThat(acquire().context().attempt()).as("a release does not count").isEqualTo(3);
    }

    @Test
    void claimIsSettledOnce() {
        Acquired<Receipt> claim = acquire();
        get(claim.complete(null));
        for (Uni<?> again : List.of(claim.complete(null), claim.fail("x"), claim.release(), claim.renew())) {
            assertThatThrownBy(() -> get(again)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("settled already [scope orders, key 'order-1']");
        }
        claim.close();
        assertThat(store.get(STORE_KEY)).contains("completed");
    }

    @Test
    void unsettledClaimIsClosedAsAFailure() {
        try (Acquired<Receipt> claim = acquire()) {
            assertThat(claim.context().isGuarded()).isTrue();
        }
        assertThat(store.get(STORE_KEY)).contains("\"status\":\"failed\"", "\"retryable\":true",
                "Closed before it was settled");
        acquire();
    }

    @Test
    void claimThatIsForgottenHoldsItsKeyForOneLease() {
        acquire();
        store.moveOn(Duration.ofMillis(19_900));
        assertThat(get(orders.claim(KEY))).isInstanceOf(InFlight.class);
        store.moveOn(Duration.ofMillis(200));
        assertThat(acquire().context().attempt()).isEqualTo(2);
    }

    @Test
    void renewedClaimIsHeldLonger() {
        Acquired<Receipt> claim = acquire();
        store.moveOn(Duration.ofSeconds(15));
        assertThat(get(claim.renew())).isTrue();
        store.moveOn(Duration.ofSeconds(15));
        assertThat(get(orders.claim(KEY))).isInstanceOf(InFlight.class);
        store.moveOn(Duration.ofSeconds(6));
        Acquired<Receipt> other = acquire();
        assertThat(get(claim.renew())).isFalse();
        assertThat(get(claim.complete(new Receipt("late", 0)))).isEqualTo(Settlement.LEASE_LOST);
        assertThat(get(other.complete(new Receipt("newer", 0)))).isEqualTo(Settlement.STORED);
        assertThat(get(orders.run(KEY, this::body)).id()).isEqualTo("newer");
    }

    // Records

    @Test
    void recordsAreLookedAtAndDecidedOn() {
        get(orders.run(KEY, this::body));
        assertThat(get(idempotency.records().find("orders", KEY)).orElseThrow().record().status())
                .isEqualTo(RecordStatus.COMPLETED);
        Acquired<Receipt> claim = (Acquired<Receipt>) get(orders.claim("2"));
        assertThat(get(idempotency.records().delete("orders", "2"))).isEqualTo(DeleteResult.REVOKED);
        assertThat(get(claim.complete(null))).isEqualTo(Settlement.LEASE_LOST);
        assertThat(get(orders.run("2", this::body)).id()).isEqualTo("r2");
    }

    // The store away

    @Test
    void stepsAreTriedAgain() {
        store.loseReplies(1);
        assertThat(get(orders.run(KEY, this::body)).id()).as("asked again, with the same token").isEqualTo("r1");
        Acquired<Receipt> claim = (Acquired<Receipt>) get(orders.claim("2"));
        store.refuse(2);
        assertThat(get(claim.complete(null))).as("tried again").isEqualTo(Settlement.STORED);
    }

    /** A driver of one thread answers for the body and for the store: it must not wait for itself. */
    @Test
    void driversThreadIsNotHeldUp() {
        ExecutorService driver = Executors.newSingleThreadExecutor();
        try {
            IdempotencyStore onDriver = new IdempotencyStore() {
                @Override
                public Uni<ClaimReply> claim(ClaimRequest request) {
                    return store.claim(request).emitOn(driver);
                }

                @Override
                public Uni<SettleReply> settle(SettleRequest request) {
                    return store.settle(request).emitOn(driver);
                }

                @Override
                public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
                    return store.renew(storeKey, owner, holdMillis).emitOn(driver);
                }
            };
            IdempotencyScope<String> scope = StandaloneIdempotency.on(onDriver).build().scope("orders", String.class);
            assertThat(get(scope.run(KEY, () -> Uni.createFrom().item("one").emitOn(driver)))).isEqualTo("one");
            assertThat(get(scope.run(KEY, () -> Uni.createFrom().item("two")))).isEqualTo("one");
        } finally {
            driver.shutdownNow();
        }
    }

    /** Nobody needs a result of what has none. */
    @Test
    void scopeWithoutResultsCompletesWithoutOne() {
        IdempotencyScope<Void> audit = idempotency.scope("audit", Void.class);
        assertThat(get(idempotency.records().forceComplete("audit", KEY, null))).isEqualTo(ForceResult.FORCED);
        assertThat(get(audit.run(KEY, () -> Uni.createFrom().failure(new IllegalStateException("ran"))))).isNull();
        assertThat(get(idempotency.records().forceComplete("orders", KEY, null))).isEqualTo(ForceResult.FORCED);
        Uni<Receipt> duplicate = orders.run(KEY, this::body);
        assertThatThrownBy(() -> get(duplicate)).isInstanceOf(ResultUnavailableException.class);
        assertThat(get(orders.withStoreResult(false).run(KEY, this::body))).isNull();
    }

    @Test
    void resultOfADuplicateIsThatOfAPrimitiveToo() {
        IdempotencyScope<Integer> numbers = idempotency.scope("numbers", int.class).withOnDuplicate(OnDuplicate.FAIL);
        get(numbers.run(KEY, () -> Uni.createFrom().item(7)));
        Uni<Integer> duplicate = numbers.run(KEY, () -> Uni.createFrom().item(8));
        DuplicateEventException told = catchThrowableOfType(DuplicateEventException.class, () -> get(duplicate));
        assertThat(told.cachedResult(int.class)).isEqualTo(7);
        assertThat(told.cachedResult(Integer.class)).isEqualTo(7);
        assertThatThrownBy(() -> told.cachedResult(long.class)).isInstanceOf(ClassCastException.class);
    }

    /** What is decided by hand is remembered for no shorter time than it was to be. */
    @Test
    void decisionByHandDoesNotShortenATimeToLive() {
        IdempotencyScope<Receipt> lasting = orders.withTtl(Duration.ofDays(30));
        assertThat(get(lasting.claim(KEY))).isInstanceOf(Acquired.class);
        get(idempotency.records().forceComplete("orders", KEY, "{\"id\":\"h\",\"cents\":1}"));
        store.moveOn(Duration.ofDays(29));
        assertThat(get(lasting.run(KEY, this::body)).id()).isEqualTo("h");
        assertThat(bodies).hasValue(0);
    }
}
