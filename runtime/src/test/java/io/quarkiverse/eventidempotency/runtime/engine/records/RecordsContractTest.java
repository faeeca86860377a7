package io.quarkiverse.eventidempotency.runtime.engine.records;

import static io.quarkiverse.eventidempotency.records.RecordFilter.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordCount;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordPage;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.runtime.engine.KeyForm;
import io.quarkiverse.eventidempotency.runtime.engine.Keys;
import io.quarkiverse.eventidempotency.runtime.engine.ManualClock;
import io.quarkiverse.eventidempotency.runtime.engine.SameThread;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;

/** What operators get of each store. A store's test extends this class. */
public abstract class RecordsContractTest {

    private static final String TEN_LETTERS = "abcdefghij";
    private static final long HOLD = 3_600_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String A = "a".repeat(32);
    private static final DeleteCount NONE = new DeleteCount(0, 0);

    private final String prefix = "records:" + UUID.randomUUID() + ":";
    private final ManualClock clock = new ManualClock();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final StoredRecords records = new StoredRecords(observed(), prefix,
            scope -> new RecordTerms(7_200_000, 20_000, HOLD,
                    "turned".equals(scope) ? new KeyForm("2026-02", false) : KeyForm.PLAIN),
            clock,
            SameThread::new, null, false);

    protected abstract RecordStore store();

    /** Puts a value as another writer would; a negative time to live for none. */
    protected abstract void put(String storeKey, String value, long ttlMillis);

    /** {@return whether the store knows values that are no text} */
    protected abstract boolean putOtherType(String storeKey);

    /** The store, with each call noted by its name. */
    private RecordStore observed() {
        return (RecordStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { RecordStore.class },
                (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(store(), arguments);
                        return answer instanceof Uni<?> uni ? uni.onSubscription().invoke(() -> asked.add(method.getName()))
                                : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private long asked(String name) {
        return asked.stream().filter(name::equals).count();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    private static String text(String status, String scope, String key, String firstSeenAt, String more) {
        return "{\"status\":\"" + status + "\",\"owner\":\"" + A
                + "\",\"attempt\":2,\"fence\":17,\"lease_ms\":20000,\"ttl_ms\":"
                + HOLD + ",\"first_seen_at\":\"" + firstSeenAt + "\",\"scope\":" + (scope == null ? null : '"' + scope + '"')
                + ",\"idempotency_key\":\"" + key + "\",\"event_id\":\"e1\"" + more + "}";
    }

    private String at(String scope, String key) {
        return prefix + (scope == null ? "" : scope + ':') + key;
    }

    private String put(String status, String scope, String key) {
        put(at(scope, key), text(status, scope, key, "2026-01-01T00:00:00Z", ""), HOLD - 1_000);
        return at(scope, key);
    }

    private Set<String> listed(RecordFilter filter) {
        List<FoundRecord> found = await(records.list(filter).collect().asList());
        Set<String> keys = new HashSet<>();
        found.forEach(one -> keys.add(one.storeKey().substring(prefix.length())));
        return keys;
    }

    // One record

    @Test
    void aRecordIsFoundWithWhatIsLeftOfItsTimes() {
        assertThat(await(records.find("orders.on", "1"))).isEmpty();
        put("processing", "orders.on", "1");
        FoundRecord found = await(records.find("orders.on", "1")).orElseThrow();
        assertThat(found.storeKey()).isEqualTo(at("orders.on", "1"));
        assertThat(found.record().status()).isEqualTo(RecordStatus.PROCESSING);
        assertThat(found.record().key()).isEqualTo("1");
        assertThat(found.text()).startsWith("{\"status\":\"processing\"");
        assertThat(found.remainingTtl()).isBetween(Duration.ofMillis(HOLD - 6_000), Duration.ofMillis(HOLD - 1_000));
        assertThat(found.remainingLease()).isBetween(Duration.ofSeconds(14), Duration.ofSeconds(19));
        assertThat(await(records.findAt(found.storeKey())).orElseThrow().record()).isEqualTo(found.record());
    }

    @Test
    void aLeaseThatHasEndedTellsSinceWhen() {
        put(at("s", "dead"), text("processing", "s", "dead", "2026-01-01T00:00:00Z", ""), HOLD - 80_000);
        assertThat(await(records.find("s", "dead")).orElseThrow().remainingLease())
                .isBetween(Duration.ofSeconds(-66), Duration.ofSeconds(-60));
        put(at("s", "persisted"), text("processing", "s", "persisted", "2026-01-01T00:00:00Z", ""), -1);
        FoundRecord persisted = await(records.find("s", "persisted")).orElseThrow();
        assertThat(persisted.remainingLease()).isNull();
        assertThat(persisted.remainingTtl()).isNull();
        put("completed", "s", "done");
        assertThat(await(records.find("s", "done")).orElseThrow().remainingLease()).isNull();
    }

    @Test
    void aValueThatIsNoRecordIsFoundAsSuch() {
        put(at("s", "text"), "text", HOLD);
        FoundRecord found = await(records.find("s", "text")).orElseThrow();
        assertThat(found.record()).isNull();
        assertThat(found.text()).isEqualTo("text");
        if (putOtherType(at("s", "list"))) {
            FoundRecord list = await(records.find("s", "list")).orElseThrow();
            assertThat(list.record()).isNull();
            assertThat(list.text()).isNull();
            assertThat(await(records.delete("s", "list"))).isEqualTo(DeleteResult.DELETED);
        }
    }

    @Test
    void keysAreThoseOfTheApplication() {
        String large = "x".repeat(1025);
        assertThat(await(records.forceComplete("s", large, null))).isEqualTo(ForceResult.FORCED);
        FoundRecord found = await(records.find("s", large)).orElseThrow();
        assertThat(found.storeKey()).startsWith(at("s", "sha256:"));
        assertThat(found.storeKey()).isEqualTo(at("s", found.record().key()));
        assertThat(await(records.deleteAt(found.storeKey()))).isEqualTo(DeleteResult.DELETED);

        assertThat(await(records.forceComplete("turned", "order-1", null))).isEqualTo(ForceResult.FORCED);
        assertThat(await(records.findAt(at("turned", "2026-02/order-1"))).orElseThrow().record().key())
                .isEqualTo("2026-02/order-1");
        put("completed", "turned", "2026-01/order-1");
        assertThat(await(records.deleteAt(at("turned", "2026-01/order-1")))).isEqualTo(DeleteResult.DELETED);
        assertThat(await(records.find("turned", "order-1"))).isPresent();

        assertThat(await(records.forceFail(Idempotent.NO_SCOPE, "flat", "no"))).isEqualTo(ForceResult.FORCED);
        assertThat(await(records.findAt(prefix + "flat")).orElseThrow().record().scope()).isNull();
    }

    @Test
    void aForcedCompletionIsAsTheCallerSays() {
        String json = "{\"a\":[],\"n\":12345678901234567890}";
        put("processing", "s", "1");
        assertThat(await(records.forceComplete("s", "1", json))).isEqualTo(ForceResult.FORCED);
        FoundRecord found = await(records.find("s", "1")).orElseThrow();
        IdempotencyRecord record = found.record();
        assertThat(record.status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(record.result()).isEqualTo(json);
        assertThat(record.owner()).matches("[0-9a-f]{32}").isNotEqualTo(A);
        assertThat(record.completedAt()).isEqualTo(RecordJson.time(clock.millis()));
        assertThat(record.eventId()).isEqualTo("e1");
        assertThat(record.lease()).isNull();
        assertThat(record.ttl()).isNull();
        assertThat(found.remainingTtl()).isBetween(Duration.ofMillis(7_190_000), Duration.ofMillis(7_200_000));
        assertThat(await(records.forceComplete("s", "1", null))).isEqualTo(ForceResult.COMPLETED);
        assertThat(await(records.forceFail("s", "1", "no"))).isEqualTo(ForceResult.COMPLETED);
        assertThat(await(records.release("s", "1"))).isEqualTo(ReleaseResult.COMPLETED);
        assertThat(await(records.findAt(found.storeKey())).orElseThrow().text()).isEqualTo(found.text());
    }

    @Test
    void aForcedOutcomeIsRememberedForNoShorterTimeThanItWasToBe() {
        String record = "{\"status\":\"processing\",\"owner\":\"" + A + "\",\"attempt\":1,\"fence\":1,\"lease_ms\":20000,"
                + "\"ttl_ms\":9000000000,\"scope\":\"s\",\"idempotency_key\":\"%s\"}";
        put(at("s", "1"), record.formatted("1"), 8_000_000_000L);
        put(at("s", "2"), record.formatted("2"), 8_000_000_000L);
        assertThat(await(records.forceComplete("s", "1", null))).isEqualTo(ForceResult.FORCED);
        assertThat(await(records.forceFail("s", "2", "no"))).isEqualTo(ForceResult.FORCED);
        for (String key : List.of("1", "2")) {
            FoundRecord found = await(records.find("s", key)).orElseThrow();
            assertThat(found.record().ttl()).isEqualTo(key.equals("1") ? null : Duration.ofMillis(9_000_000_000L));
            assertThat(found.remainingTtl()).isBetween(Duration.ofMillis(8_999_000_000L), Duration.ofMillis(9_000_000_000L));
        }
    }

    @Test
    void aForcedFailureSaysWhoseItIs() {
        assertThat(await(records.forceFail("s", "1", "wrong \"order\""))).isEqualTo(ForceResult.FORCED);
        IdempotencyRecord record = await(records.find("s", "1")).orElseThrow().record();
        assertThat(record.status()).isEqualTo(RecordStatus.FAILED);
        assertThat(record.retryable()).isFalse();
        assertThat(record.error()).isEqualTo("wrong \"order\"");
        assertThat(record.errorType()).isEqualTo("FAILED_BY_OPERATOR");
        assertThat(record.attempt()).isEqualTo(1);
        assertThat(record.scope()).isEqualTo("s");
        assertThat(record.firstSeenAt()).isEqualTo(RecordJson.time(clock.millis()));
        assertThat(await(records.release("s", "1"))).isEqualTo(ReleaseResult.RELEASED);
        assertThat(await(records.find("s", "1")).orElseThrow().record().retryable()).isTrue();
        assertThat(await(records.forceFailAt(at("s", "1"), "x".repeat(10_000)))).isEqualTo(ForceResult.FORCED);
        assertThat(await(records.find("s", "1")).orElseThrow().record().error()).hasSize(4097);
    }

    @Test
    void whatStandsNowhereIsNotForcedByItsStoreKey() {
        assertThat(await(records.forceCompleteAt(at("s", "1"), null))).isEqualTo(ForceResult.ABSENT);
        assertThat(await(records.releaseAt(at("s", "1")))).isEqualTo(ReleaseResult.ABSENT);
        assertThat(await(records.deleteAt(at("s", "1")))).isEqualTo(DeleteResult.ABSENT);
        assertThat(await(records.findAt(at("s", "1")))).isEmpty();
    }

    @Test
    void whatCannotBeRightIsRefusedAtOnce() {
        assertThatThrownBy(() -> records.find("a:b", "1")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'a:b' is no scope");
        assertThatThrownBy(() -> records.find("", "1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ALL.withScope("*")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ALL.withKeyText("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ALL.withOlderThan(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> records.delete("s", "")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not be empty");
        assertThatThrownBy(() -> records.deleteAt("elsewhere:1")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(prefix);
        assertThatThrownBy(() -> records.deleteAt(prefix)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> records.page(ALL, null, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> records.count(ALL, 0)).isInstanceOf(IllegalArgumentException.class);
        for (String json : new String[] { "", "{", "done", "1 2", "{}x" }) {
            assertThatThrownBy(() -> records.forceComplete("s", "1", json)).as(json)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("resultJson is no JSON");
        }
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = { "", "x", "~", "~~x", "x~~", "~~0123", "r0..0", "{}~~", "~~0123456789abcdef~", "\n~~" })
    void aCursorThatIsNoneIsRefusedAtOnce(String cursor) {
        if (!cursor.equals("~~")) {
            assertThatThrownBy(() -> records.page(ALL, cursor, 10)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no cursor");
        }
    }

    // Many

    @Test
    void eachFilterMeansWhatItSays() {
        put("processing", "orders.on", "a-1");
        put(at("orders.on", "a-2"), text("processing", "orders.on", "a-2", "2025-12-31T22:59:00Z", ""), HOLD - 30_000);
        put("completed", "orders.on", "b-1");
        put("failed", "orders", "a*1");
        put("completed", null, "flat");
        put(at("orders.on", "unread"), text("failed", "orders.on", "unread", "yesterday", ""), HOLD);
        put(at(null, "python"), "{\"idempotency_key\": \"python\", \"status\": \"processing\","
                + " \"first_seen_at\": \"2025-12-31T20:00:00.678901\"}", HOLD);
        put(at("orders.on", "strange"), "strange", HOLD);

        assertThat(listed(ALL)).containsExactlyInAnyOrder("orders.on:a-1", "orders.on:a-2", "orders.on:b-1", "orders:a*1",
                "flat", "orders.on:unread", "python");
        assertThat(listed(ALL.withForeign())).hasSize(8).contains("orders.on:strange");
        assertThat(listed(ALL.withForeign().withStatus(RecordStatus.FAILED))).containsExactlyInAnyOrder("orders:a*1",
                "orders.on:unread");
        assertThat(listed(ALL.withScope("orders"))).containsExactly("orders:a*1");
        assertThat(listed(ALL.withScope(Idempotent.NO_SCOPE))).containsExactlyInAnyOrder("flat", "python");
        assertThat(listed(ALL.withScope("orders.on").withStatus(RecordStatus.PROCESSING)))
                .containsExactlyInAnyOrder("orders.on:a-1", "orders.on:a-2");
        assertThat(listed(ALL.withKeyText("a*"))).containsExactly("orders:a*1");
        assertThat(listed(ALL.withKeyText("orders"))).as("a scope is no key").isEmpty();
        assertThat(listed(ALL.withOlderThan(Duration.ofHours(1)))).containsExactlyInAnyOrder("orders.on:a-2", "python");
        assertThat(listed(ALL.withLeaseEnded())).containsExactly("orders.on:a-2");
        assertThat(await(records.count(ALL, 100))).isEqualTo(new RecordCount(7, true, 1));
        assertThat(await(records.page(ALL, null, 100)).foreign()).isEqualTo(1);
    }

    private void fill(int count) {
        IntStream.range(0, count).forEach(i -> put("completed", "s", "k" + i));
    }

    @Test
    void findsKeysByTheDigestThatMessagesNameThemBy() {
        String named = Keys.named("s", "k1", false).replaceFirst(".*key ", "");
        String digest = "sha256:" + Keys.digest("k1");
        put("completed", "s", "k1");
        put("processing", null, "k1");
        put("completed", "s", "k2");
        put("completed", "s", "about " + named);
        put(at("s", "k11"), "{\"status\":\"completed\"}", HOLD);
        put(at(null, "k1k"), "no record", HOLD);
        assertThat(named).matches("sha256:[0-9a-f]{12}");
        assertThat(listed(ALL.withKeyText(named))).containsExactlyInAnyOrder("s:k1", "k1", "s:about " + named);
        assertThat(listed(ALL.withKeyText(digest))).containsExactlyInAnyOrder("s:k1", "k1");
        assertThat(listed(ALL.withScope("s").withKeyText(digest))).containsExactly("s:k1");
        assertThat(listed(ALL.withKeyText(named.substring(0, 18)))).containsExactly("s:about " + named);
        assertThat(listed(ALL.withKeyText("sha256:" + Keys.digest("k1k").substring(0, 12)).withForeign()))
                .containsExactly("k1k");
        assertThat(await(records.delete(ALL.withScope("s").withKeyText(named)))).isEqualTo(new DeleteCount(2, 0));
    }

    @Test
    void aConditionIsAskedOfWhatMatchesTheRest() {
        put("completed", "s", "k1");
        put("failed", "s", "k2");
        put("failed", "other", "k2");
        put(at("s", "text"), "text", HOLD);
        assertThat(listed(ALL.withCondition(found -> found.storeKey().endsWith("k2"))))
                .containsExactlyInAnyOrder("s:k2", "other:k2");
        assertThat(listed(ALL.withForeign().withCondition(found -> found.record() == null))).containsExactly("s:text");
        RecordFilter filter = ALL.withScope("s").withStatus(RecordStatus.FAILED)
                .withCondition(found -> found.record().status() == RecordStatus.FAILED);
        assertThat(await(records.page(filter, null, 10)).records()).hasSize(1);
        assertThat(await(records.count(filter, 10)).n()).isEqualTo(1);
        assertThat(await(records.delete(filter))).isEqualTo(new DeleteCount(1, 0));
    }

    @ParameterizedTest(name = "pages of {0}")
    @ValueSource(ints = { 1, 7, 100, 499, 500, 10_000 })
    void pagesHaveAllOfThemOnce(int size) {
        fill(size == 1 ? 60 : 1_200);
        List<String> found = new ArrayList<>();
        String cursor = null;
        do {
            RecordPage page = await(records.page(ALL, cursor, size));
            assertThat(page.records()).hasSizeLessThanOrEqualTo(size);
            page.records().forEach(one -> found.add(one.storeKey()));
            cursor = page.next();
            if (cursor != null) {
                assertThat(cursor).matches("[!-~]+");
            }
        } while (cursor != null);
        assertThat(found).doesNotHaveDuplicates().hasSize(size == 1 ? 60 : 1_200);
    }

    @Test
    void pagesMissNothingWhileRecordsComeAndGo() {
        fill(2_000);
        Set<String> found = new HashSet<>();
        String cursor = null;
        int round = 0;
        do {
            RecordPage page = await(records.page(ALL, cursor, 90));
            page.records().forEach(one -> found.add(one.storeKey()));
            cursor = page.next();
            for (int i = 0; i < 300; i++) {
                put("completed", "s", "new" + round + "-" + i);
            }
            if (round++ > 5) {
                await(records.delete(ALL.withKeyText("new")));
            }
        } while (cursor != null && round < 200);
        assertThat(cursor).isNull();
        assertThat(found).containsAll(IntStream.range(0, 2_000).mapToObj(i -> at("s", "k" + i)).toList());
    }

    @Test
    void aPageEndsEarlyWhereLittleMatches() {
        fill(3);
        RecordPage none = await(records.page(ALL.withStatus(RecordStatus.FAILED), null, 10));
        assertThat(none.records()).isEmpty();
        assertThat(asked("scan")).isLessThanOrEqualTo(100);
    }

    @Test
    void aListingAsksForNoMoreThanItsSubscriberDoes() {
        fill(3_000);
        AssertSubscriber<FoundRecord> subscriber = records.list(ALL).subscribe()
                .withSubscriber(AssertSubscriber.create(0));
        assertThat(asked).isEmpty();
        subscriber.awaitNextItems(1, PATIENCE);
        assertThat(asked("scan")).isEqualTo(1);
        long finds = asked("find");
        assertThat(finds).isLessThanOrEqualTo(16);
        subscriber.awaitNextItems(3, PATIENCE);
        assertThat(asked("find")).as("those of one slice are there").isEqualTo(finds);
        subscriber.awaitNextItems(296, PATIENCE);
        assertThat(asked("find")).isLessThanOrEqualTo(300 + 256);
        long before = asked.size();
        subscriber.cancel();
        assertThat(asked.size()).isEqualTo((int) before);
    }

    @Test
    void eachSubscriptionListsAnew() {
        fill(20);
        var list = records.list(ALL);
        assertThat(await(list.collect().asList())).hasSize(20);
        fill(30);
        assertThat(await(list.collect().asList())).hasSize(30);
        var page = records.page(ALL, null, 50);
        assertThat(await(page).records()).hasSize(30);
        fill(40);
        assertThat(await(page).records()).hasSize(40);
    }

    @Test
    void manyAreListedWithoutAStackForEach() {
        fill(10_000);
        assertThat(await(records.list(ALL.withKeyText("k")).collect().asList())).hasSize(10_000);
        assertThat(await(records.list(ALL.withStatus(RecordStatus.FAILED)).collect().asList())).isEmpty();
        assertThat(asked("scan")).isGreaterThan(20);
    }

    @Test
    void largeValuesAreReadFewAtATime() {
        String large = "\"" + TEN_LETTERS.repeat(50_000) + "\"";
        for (int i = 0; i < 40; i++) {
            put(at("s", "k" + i), text("completed", "s", "k" + i, "2026-01-01T00:00:00Z", ",\"result\":" + large), HOLD);
        }
        AssertSubscriber<FoundRecord> subscriber = records.list(ALL).subscribe()
                .withSubscriber(AssertSubscriber.create(0));
        subscriber.awaitNextItems(20, PATIENCE);
        assertThat(asked("find")).as("after the first slice of 16").isLessThanOrEqualTo(22);
        // one more than there are, since the end may have to be looked for
        subscriber.request(21).awaitCompletion(PATIENCE);
    }

    @ParameterizedTest(name = "up to {0}")
    @CsvSource({ "1, 1, false", "99, 99, false", "100, 100, true", "101, 100, true", "100000, 100, true" })
    void countsAreExactOrABound(long max, long n, boolean exact) {
        fill(100);
        assertThat(await(records.count(ALL, max))).isEqualTo(new RecordCount(n, exact, 0));
    }

    @Test
    void manyAreDeletedAndThoseInFlightRevoked() {
        fill(1_000);
        String live = put("processing", "s", "live");
        put("completed", "other", "k1");
        assertThat(await(records.delete(ALL.withScope("s")))).isEqualTo(new DeleteCount(1_000, 1));
        assertThat(listed(ALL)).containsExactlyInAnyOrder("s:live", "other:k1");
        IdempotencyRecord revoked = await(records.findAt(live)).orElseThrow().record();
        assertThat(revoked.status()).isEqualTo(RecordStatus.FAILED);
        assertThat(revoked.owner()).isEmpty();
        assertThat(await(records.delete(ALL.withScope("none-such")))).isEqualTo(NONE);
    }

    @Test
    void valuesThatAreNoRecordsAreOnlyDeletedWhenTheyAreMeant() {
        put(at("s", "text"), "text", HOLD);
        boolean list = putOtherType(at("s", "list"));
        assertThat(await(records.delete(ALL))).isEqualTo(NONE);
        assertThat(await(records.delete(ALL.withForeign()))).isEqualTo(new DeleteCount(list ? 2 : 1, 0));
        assertThat(listed(ALL.withForeign())).isEmpty();
    }

    @Test
    void orphansAreRevoked() {
        String live = put("processing", "s", "live");
        put(at("s", "dead"), text("processing", "s", "dead", "2026-01-01T00:00:00Z", ""), HOLD - 100_000);
        put(at("s", "young"), text("processing", "s", "young", "2026-01-01T00:00:00Z", ""), HOLD - 60_000);
        put(at("s", "watched"),
                text("processing", "s", "watched", "2026-01-01T00:00:00Z", ",\"after_crash\":\"QUARANTINE\""), HOLD - 100_000);
        String python = at(null, "python");
        put(python, "{\"idempotency_key\": \"python\", \"status\": \"processing\"}", -1);
        fill(10);

        assertThat(await(records.revokeOrphans(Duration.ofSeconds(70)))).isEqualTo(1);
        assertThat(listed(ALL.withStatus(RecordStatus.FAILED))).containsExactly("s:dead");
        assertThat(await(records.findAt(live)).orElseThrow().record().owner()).isEqualTo(A);
        FoundRecord lent = await(records.findAt(python)).orElseThrow();
        assertThat(lent.record().status()).isEqualTo(RecordStatus.PROCESSING);
        assertThat(lent.remainingLease()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20));
        assertThat(lent.remainingTtl()).isLessThanOrEqualTo(Duration.ofMillis(HOLD));

        put(python, lent.text(), HOLD - 100_000);
        assertThat(await(records.revokeOrphans(Duration.ofSeconds(70)))).isEqualTo(1);
        assertThat(await(records.findAt(python)).orElseThrow().record().retryable()).isTrue();
        assertThat(await(records.revokeOrphans(Duration.ofSeconds(70)))).isZero();
    }

    @Test
    void aStoreThatFailsIsToldOfWithItsReason() {
        StoreException reason = new StoreException("Redis is away", true, null);
        RecordStore away = (RecordStore) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] { RecordStore.class }, (proxy, method, arguments) -> Uni.createFrom().failure(reason));
        StoredRecords none = new StoredRecords(away, prefix, scope -> RecordTerms.of(1_000, 1_000), clock, SameThread::new,
                null, false);
        List<Uni<?>> all = List.of(none.find("s", "secret"), none.delete("s", "secret"), none.release("s", "secret"),
                none.forceComplete("s", "secret", null), none.forceFail("s", "secret", "no"), none.page(ALL, null, 1),
                none.count(ALL, 1), none.delete(ALL), none.list(ALL).toUni(), none.revokeOrphans(Duration.ZERO));
        for (Uni<?> uni : all) {
            assertThatThrownBy(() -> await(uni)).isInstanceOf(StoreUnavailableException.class).hasCause(reason)
                    .hasMessageContaining("Redis is away").hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> await(none.find("s", "secret")))
                .satisfies(e -> assertThat(((StoreUnavailableException) e).key()).isEqualTo("secret"));
    }
}
