package io.quarkiverse.eventidempotency.spi;

import static io.quarkiverse.eventidempotency.spi.RecordTexts.A;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.ATTEMPT_BEFORE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.AWKWARD;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.B;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.COMPLETED_MORE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.FAILED_MORE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.FENCE_BEFORE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.FINGERPRINT;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.FIRST_SEEN_BEFORE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.FORCED_FAILURE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.FORCED_RESULT;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.LEASE_BEFORE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.O;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.SCOPE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.TERMINAL_MORE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.TTL_BEFORE;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.guides;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.ofB;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.ours;
import static io.quarkiverse.eventidempotency.spi.RecordTexts.tail;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.TransitionTable.Cell;
import io.quarkiverse.eventidempotency.spi.TransitionTable.Row;
import io.smallrye.mutiny.Uni;

/**
 * What every store answers. A store's test extends this class and says how its records are reached behind its back.
 * <p>
 * No test waits: a record whose lease has ended is one that is put with less time to live than its lease leaves it.
 */
public abstract class StoreContractTest {

    /** The time to live of a record that has none. */
    protected static final long PERSIST = -1;

    /** The time to live of no record. */
    protected static final long ABSENT = -2;

    /** How long a cache in front of the store may keep a completed record, in milliseconds. */
    protected static final long CACHE = 600_000;

    private static final long LEASE = 30_000;
    private static final long HOLD = 7_200_000;
    private static final long TTL = 1_800_000;
    private static final String FIRST_SEEN = "\"2026-05-06T07:08:09.123Z\"";
    private static final long STARTED = Instant.parse("2026-05-06T07:08:09.123Z").toEpochMilli();
    /** When bodies end, by the wall clock. */
    protected static final long ENDED = STARTED + 1_000;
    private static final String AWKWARD_RESULT = "{\"a\":[],\"o\":{},\"n\":12345678901234567890,\"d\":1.10,\"s\":\"" + AWKWARD
            + "\"}";

    /** How long a live record's owner has been silent. */
    private static final long SILENCE = 10_000;

    /** How far a time to live may have run down between a step and the look at it. */
    private static final long SLACK = 5_000;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private static final AtomicInteger KEYS = new AtomicInteger();

    private final String run = "contract:" + UUID.randomUUID() + ":";

    /** The store under test. */
    protected abstract RecordStore store();

    /**
     * Puts a value as another writer would.
     *
     * @param ttlMillis its time to live, or {@link #PERSIST}
     */
    protected abstract void put(String storeKey, String value, long ttlMillis);

    /**
     * Puts a value that is no text.
     *
     * @return whether the store knows such values
     */
    protected abstract boolean putOtherType(String storeKey);

    /** {@return the value as it stands; {@code null} when there is none, or none that is text} */
    protected abstract @Nullable String get(String storeKey);

    /** {@return the remaining time to live in milliseconds, or {@link #PERSIST}, or {@link #ABSENT}} */
    protected abstract long pttl(String storeKey);

    // The table

    @TestFactory
    Stream<DynamicContainer> table() {
        return TransitionTable.rows().stream()
                .map(row -> DynamicContainer.dynamicContainer(row.before(),
                        row.cells().stream().flatMap(cell -> tests(row, cell))));
    }

    private Stream<DynamicTest> tests(Row row, Cell cell) {
        DynamicTest plain = test(row, cell, false);
        return cell.step().startsWith("claim") ? Stream.of(plain, test(row, cell, true)) : Stream.of(plain);
    }

    private DynamicTest test(Row row, Cell cell, boolean contended) {
        String name = row.before() + " | " + cell + (contended ? " (contended)" : "");
        return DynamicTest.dynamicTest(name, () -> {
            try {
                check(row, cell, contended);
            } catch (AssertionError e) {
                // reports of a build number the cells, and do not name them
                throw new AssertionError(name + "\n" + e.getMessage(), e);
            }
        });
    }

    private void check(Row line, Cell cell, boolean contended) {
        String row = line.before();
        String key = newKey();
        boolean flat = row.startsWith("guide's") && !row.endsWith("under a scope");
        ClaimRequest request = request(cell.step(), flat ? null : SCOPE, key, contended);
        prepare(row, request);
        Before before = look(request.storeKey());

        if (cell.step().startsWith("claim")) {
            ClaimReply reply = await(store().claim(request));
            assertThat(reply.kind()).hasToString(cell.reply());
            checkClaim(before, request, reply, cell);
        } else if (cell.step().equals("renew")) {
            assertThat(await(store().renew(request.storeKey(), A, HOLD))).hasToString(cell.reply());
            checkStored(before, request.storeKey(), cell.after(), HOLD);
        } else if (cell.step().equals("complete") || cell.step().equals("fail")) {
            SettleRequest settle = settle(cell.step(), request, true);
            assertThat(await(store().settle(settle))).hasToString(cell.reply());
            if (cell.after().equals("=")) {
                unchanged(before, request.storeKey());
            } else {
                assertThat(cell.after()).isEqualTo(settle.outcome() == Outcome.COMPLETE ? "C A" : "F A");
                assertThat(get(request.storeKey())).isEqualTo(text(settle));
                ttlIsFresh(request.storeKey(), settle.keepMillis());
            }
        } else {
            assertThat(operate(cell.step(), request.storeKey(), request, O)).hasToString(cell.reply());
            checkOperated(before, request, cell);
            if (cell.after().equals("=") || cell.after().equals("F -") || cell.after().endsWith(" O")) {
                operateAgain(request, cell);
            }
        }
        if (line.isRecord()) {
            invariants(before, request.storeKey());
        }
    }

    private void checkClaim(Before before, ClaimRequest request, ClaimReply reply, Cell cell) {
        String text = get(request.storeKey());
        switch (reply.kind()) {
            case ACQUIRED -> {
                assertThat(reply.record()).isNull();
                JsonNode record = json(text);
                assertThat(record.path("status").textValue()).isEqualTo("processing");
                assertThat(record.path("owner").textValue()).isEqualTo(A);
                assertThat(reply.attempt()).isEqualTo(record.path("attempt").intValue());
                assertThat(reply.fence()).isEqualTo(record.path("fence").longValue());
                assertThat(json(seen(request, reply).firstSeenAt())).isEqualTo(record.path("first_seen_at"));
            }
            case IN_FLIGHT -> {
                long lease = before.text().contains("lease_ms") ? LEASE_BEFORE : LEASE;
                boolean whole = !cell.after().equals("=");
                long expected = whole ? lease : LEASE_BEFORE - SILENCE;
                assertThat(reply.remainingMillis()).isPositive().isBetween(expected - SLACK, expected);
                assertThat(reply.record()).isNull();
            }
            case DUPLICATE, FAILED, REUSED, FOREIGN ->
                assertThat(reply.record() == null ? null : reply.record().text()).isEqualTo(text);
            case SETTLED -> assertThat(reply).isEqualTo(ClaimReply.settled());
        }
        switch (cell.after()) {
            case "P A 1", "P A 2", "P A +1" -> {
                int attempt = cell.after().endsWith("+1") ? ATTEMPT_BEFORE + 1 : Integer.parseInt(cell.after().substring(4));
                checkTaken(before, request, reply, attempt);
            }
            case "same attempt, TTL reset" -> {
                assertThat(reply.attempt()).isEqualTo(ATTEMPT_BEFORE);
                assertThat(reply.takenOver()).isFalse();
                assertThat(reply.fence()).isEqualTo(FENCE_BEFORE);
                checkStored(before, request.storeKey(), "TTL reset", HOLD);
            }
            case "FT B" -> checkStopped(before, request, B);
            case "FT -" -> checkStopped(before, request, "");
            case "lease lent" -> checkLent(before, request);
            default -> checkStored(before, request.storeKey(), cell.after(), TTL_BEFORE);
        }
    }

    /** An operator's step. */
    private Enum<?> operate(String step, String storeKey, ClaimRequest request, String token) {
        return switch (step) {
            case "delete" -> await(store().delete(new DeleteRequest(storeKey, token, LEASE, HOLD, null, false)));
            case "release" -> await(store().release(storeKey, token, LEASE, HOLD));
            case "force-complete" -> await(store().force(force(ForceRequest.Outcome.COMPLETE, storeKey, request, token)));
            case "force-fail" -> await(store().force(force(ForceRequest.Outcome.FAIL, storeKey, request, token)));
            case "orphan" -> await(store().revokeOrphan(storeKey, token, LEASE, HOLD, 0));
            default -> throw new IllegalArgumentException(step);
        };
    }

    private static ForceRequest force(ForceRequest.Outcome outcome, String storeKey, ClaimRequest request, String token) {
        boolean completes = outcome == ForceRequest.Outcome.COMPLETE;
        return new ForceRequest(storeKey, token, outcome, LEASE, completes ? TTL : HOLD, FIRST_SEEN,
                (request.scope() == null ? "" : ",\"scope\":\"" + request.scope() + "\"") + ",\"idempotency_key\":\""
                        + request.key() + "\"",
                completes ? FORCED_RESULT : FORCED_FAILURE);
    }

    private void checkOperated(Before before, ClaimRequest request, Cell cell) {
        String storeKey = request.storeKey();
        switch (cell.after()) {
            case "none" -> assertThat(pttl(storeKey)).isEqualTo(ABSENT);
            case "lease lent" -> checkLent(before, request);
            case "F -" -> checkReopened(before, storeKey, cell.step());
            case "C O" -> checkForced(before, request, "completed", noShorter(before, TTL), FORCED_RESULT);
            case "FT O" -> checkForced(before, request, "failed", HOLD, FORCED_FAILURE);
            case "TTL reset" -> checkStored(before, storeKey, cell.after(), json(before.text()).path("ttl_ms").longValue());
            default -> checkStored(before, storeKey, cell.after(), TTL_BEFORE);
        }
    }

    /** A step that is repeated is answered as at first, and changes nothing again. */
    private void operateAgain(ClaimRequest request, Cell cell) {
        Before after = look(request.storeKey());
        assertThat(operate(cell.step(), request.storeKey(), request, O)).hasToString(cell.reply());
        unchanged(after, request.storeKey());
    }

    /** Revoked or released: what the last owner left stays, but for the members that say so. */
    private void checkReopened(Before before, String storeKey, String step) {
        JsonNode record = json(before.text());
        ObjectNode expected = record.deepCopy();
        boolean inFlight = record.path("status").textValue().equals("processing");
        boolean stopped = List.of("QUARANTINED", "ATTEMPTS_EXHAUSTED").contains(record.path("error_type").asText());
        int attempt = record.path("attempt").asInt(1);
        expected.put("status", "failed").put("owner", "").put("retryable", true).put("operation", O)
                .put("attempt", !step.equals("release") ? attempt : stopped ? 0 : Math.max(0, attempt - 1))
                .put("fence", record.path("fence").asLong(0))
                .put("lease_ms", record.path("lease_ms").asLong(LEASE));
        if (inFlight) {
            expected.remove("error_type");
            expected.put("error", step.equals("release") ? "Released while in flight" : "Revoked while in flight");
        } else if (stopped) {
            expected.remove("error_type");
        }
        ObjectNode actual = json(get(storeKey)).deepCopy();
        long ttl = actual.path("ttl_ms").longValue();
        if (record.has("ttl_ms")) {
            assertThat(ttl).isEqualTo(record.path("ttl_ms").longValue());
        } else {
            assertThat(ttl).isBetween(before.pttl() == PERSIST ? HOLD : before.pttl() - SLACK,
                    before.pttl() == PERSIST ? HOLD : before.pttl());
        }
        ttlIsFresh(storeKey, ttl);
        sameMembers(actual, expected.put("ttl_ms", ttl));
    }

    /** What was to be remembered for longer still is. */
    private static long noShorter(Before before, long ttlMillis) {
        return before.text() == null ? ttlMillis : Math.max(ttlMillis, json(before.text()).path("ttl_ms").longValue());
    }

    private void checkForced(Before before, ClaimRequest request, String status, long ttlMillis, String ending) {
        String text = get(request.storeKey());
        assertThat(text).as("the outcome as the caller wrote it").endsWith(ending + '}');
        JsonNode actual = json(text);
        JsonNode record = before.text() == null ? null : json(before.text());
        ObjectNode expected = json("{" + ending.substring(1) + "}").deepCopy();
        if (record == null) {
            assertThat(actual.path("fence").longValue()).isGreaterThan(FENCE_BEFORE);
            expected.put("idempotency_key", request.key()).put("scope", request.scope())
                    .set("first_seen_at", json(FIRST_SEEN));
        } else {
            record.properties().stream().filter(member -> !expected.has(member.getKey()))
                    .filter(member -> !List.of("error", "error_type", "retryable", "result").contains(member.getKey()))
                    .forEach(member -> expected.set(member.getKey(), member.getValue()));
        }
        expected.put("status", status).put("owner", O)
                .put("attempt", record == null ? 1 : record.path("attempt").asInt(1))
                .put("fence", record == null ? actual.path("fence").longValue() : record.path("fence").asLong(0));
        if (status.equals("completed")) {
            expected.remove(List.of("lease_ms", "ttl_ms"));
        } else {
            expected.put("lease_ms", record == null ? LEASE : record.path("lease_ms").asLong(LEASE)).put("ttl_ms", ttlMillis);
        }
        sameMembers(actual, expected);
        ttlIsFresh(request.storeKey(), ttlMillis);
    }

    private void checkStored(Before before, String storeKey, String after, long ttlMillis) {
        switch (after) {
            case "=" -> unchanged(before, storeKey);
            case "TTL reset" -> {
                assertThat(get(storeKey)).isEqualTo(before.text());
                ttlIsFresh(storeKey, ttlMillis);
            }
            default -> throw new IllegalArgumentException(after);
        }
    }

    private void unchanged(Before before, String storeKey) {
        assertThat(get(storeKey)).isEqualTo(before.text());
        if (before.pttl() < 0) {
            assertThat(pttl(storeKey)).isEqualTo(before.pttl());
        } else {
            assertThat(pttl(storeKey)).isPositive().isLessThanOrEqualTo(before.pttl());
        }
    }

    private void checkTaken(Before before, ClaimRequest request, ClaimReply reply, int attempt) {
        assertThat(reply.attempt()).isEqualTo(attempt);
        assertThat(reply.fence()).isGreaterThan(FENCE_BEFORE);
        boolean takenOver = before.text() != null && json(before.text()).path("status").textValue().equals("processing");
        assertThat(reply.takenOver()).isEqualTo(takenOver);
        if (reply.takeover() != null) {
            assertThat(reply.takeover().node()).isEqualTo(json(before.text()).path("node").textValue());
            assertThat(reply.takeover().lateMillis()).isBetween(0L, SLACK);
        }
        String first = before.text() == null ? FIRST_SEEN : json(before.text()).path("first_seen_at").toString();
        assertThat(json(seen(request, reply).firstSeenAt())).isEqualTo(json(first));
        assertThat(get(request.storeKey()))
                .isEqualTo(processing(request, reply.attempt(), reply.fence(), reply.firstSeenAt()));
        ttlIsFresh(request.storeKey(), HOLD);
    }

    /** Quarantined or out of attempts: what the last owner left stays, but for the members that say so. */
    private void checkStopped(Before before, ClaimRequest request, String owner) {
        ObjectNode expected = json(before.text()).deepCopy();
        if (!expected.has("owner")) {
            expected.put("attempt", 1).put("fence", 0);
        }
        expected.put("owner", owner).put("status", "failed").put("retryable", false)
                .put("error_type", request.maxAttempts() > 0 ? "ATTEMPTS_EXHAUSTED" : "QUARANTINED")
                .put("lease_ms", LEASE).put("ttl_ms", HOLD);
        sameMembers(json(get(request.storeKey())), expected);
        ttlIsFresh(request.storeKey(), HOLD);
    }

    private void checkLent(Before before, ClaimRequest request) {
        ObjectNode record = json(get(request.storeKey())).deepCopy();
        assertThat(record.path("lease_ms").longValue()).isEqualTo(LEASE);
        long ttl = record.path("ttl_ms").longValue();
        if (before.pttl() == PERSIST) {
            assertThat(ttl).isEqualTo(HOLD);
        } else {
            assertThat(ttl).isBetween(before.pttl() - SLACK, before.pttl());
        }
        ttlIsFresh(request.storeKey(), ttl);
        record.remove(List.of("lease_ms", "ttl_ms"));
        assertThat((JsonNode) record).isEqualTo(json(before.text()));
    }

    private void ttlIsFresh(String storeKey, long ttlMillis) {
        assertThat(pttl(storeKey)).isPositive().isBetween(ttlMillis - SLACK, ttlMillis);
    }

    /** A member that is JSON null is as good as none. */
    private static void sameMembers(JsonNode actual, JsonNode expected) {
        Set<String> names = new LinkedHashSet<>();
        for (Iterator<String> i = expected.fieldNames(); i.hasNext();) {
            names.add(i.next());
        }
        for (Iterator<String> i = actual.fieldNames(); i.hasNext();) {
            names.add(i.next());
        }
        for (String name : names) {
            // as text, since numbers compare by their type as nodes
            assertThat(actual.path(name).asText("null")).as(name).isEqualTo(expected.path(name).asText("null"));
            assertThat(actual.path(name).isTextual()).as(name).isEqualTo(expected.path(name).isTextual());
        }
    }

    /** Holds of every record that a step may have touched. */
    private void invariants(Before before, String storeKey) {
        String text = get(storeKey);
        if (text == null) {
            assertThat(pttl(storeKey)).isEqualTo(ABSENT);
            return;
        }
        JsonNode record = json(text);
        assertThat(record.path("status").textValue()).isIn("processing", "completed", "failed");
        if (record.has("owner") && !text.equals(before.text())) {
            assertThat(text).matches("(?s)^\\{\"status\":\"[a-z]+\",\"owner\":\"[^\"]*\",.*");
        }
        if (record.has("ttl_ms")) {
            assertThat(pttl(storeKey)).isLessThanOrEqualTo(record.path("ttl_ms").longValue());
        }
        assertThat(pttl(storeKey)).isNotZero();
    }

    // Before

    private record Before(@Nullable String text, long pttl) {
    }

    private Before look(String storeKey) {
        return new Before(get(storeKey), pttl(storeKey));
    }

    private void prepare(String row, ClaimRequest request) {
        String storeKey = request.storeKey();
        String key = request.key();
        long live = TTL_BEFORE - SILENCE;
        long dead = TTL_BEFORE - LEASE_BEFORE;
        String otherPrint = tail("B", SCOPE, key, "another");
        String otherScope = tail("B", "orders.off", key, FINGERPRINT);
        String otherKey = tail("B", SCOPE, key + "0", FINGERPRINT);
        switch (row) {
            case "none" -> assertThat(pttl(storeKey)).isEqualTo(ABSENT);
            case "P B live" -> put(storeKey, ofB("processing", key, ""), live);
            case "P B dead" -> put(storeKey, ofB("processing", key, ""), dead);
            case "P B without TTL" -> put(storeKey, ofB("processing", key, ""), PERSIST);
            case "P A live" -> put(storeKey, ofA("processing", request, ""), HOLD - SILENCE);
            case "P A dead" -> put(storeKey, ofA("processing", request, ""), HOLD - LEASE);
            case "P A without TTL" -> put(storeKey, ofA("processing", request, ""), PERSIST);
            case "C B" -> put(storeKey, ofB("completed", key, COMPLETED_MORE), live);
            case "C B without TTL" -> put(storeKey, ofB("completed", key, COMPLETED_MORE), PERSIST);
            case "C A" -> put(storeKey, ofA("completed", request, COMPLETED_MORE), live);
            case "F B" -> put(storeKey, ofB("failed", key, FAILED_MORE), live);
            case "F B without TTL" -> put(storeKey, ofB("failed", key, FAILED_MORE), PERSIST);
            case "F A" -> put(storeKey, ofA("failed", request, FAILED_MORE), live);
            case "FT B" -> put(storeKey, ofB("failed", key, TERMINAL_MORE), live);
            case "FT A" -> put(storeKey, ofA("failed", request, TERMINAL_MORE), live);
            case "revoked: F -" -> put(storeKey, failed("", ATTEMPT_BEFORE, key), live);
            case "released: F B at attempt 1" -> put(storeKey, failed(B, 1, key), live);
            case "released: F B at attempt 0" -> put(storeKey, failed(B, 0, key), live);
            case "P B live, another fingerprint" -> put(storeKey, withTail("processing", otherPrint), live);
            case "P B dead, another fingerprint" -> put(storeKey, withTail("processing", otherPrint), dead);
            case "F B, another fingerprint" -> put(storeKey, withTail("failed", otherPrint + FAILED_MORE), live);
            case "FT B, another fingerprint" -> put(storeKey, withTail("failed", otherPrint + TERMINAL_MORE), live);
            case "C B, another fingerprint" -> put(storeKey, withTail("completed", otherPrint + COMPLETED_MORE), live);
            case "F B, no fingerprint" -> put(storeKey, withTail("failed", tail("B", SCOPE, key, null) + FAILED_MORE), live);
            case "P B live, another scope" -> put(storeKey, withTail("processing", otherScope), live);
            case "P B dead, another scope" -> put(storeKey, withTail("processing", otherScope), dead);
            case "F B, another scope" -> put(storeKey, withTail("failed", otherScope + FAILED_MORE), live);
            case "FT B, another scope" -> put(storeKey, withTail("failed", otherScope + TERMINAL_MORE), live);
            case "F B, another scope and fingerprint" -> put(storeKey,
                    withTail("failed", tail("B", "orders.off", key, "another") + FAILED_MORE), live);
            case "P B live, another key" -> put(storeKey, withTail("processing", otherKey), live);
            case "P B dead, another key" -> put(storeKey, withTail("processing", otherKey), dead);
            case "F B, another key" -> put(storeKey, withTail("failed", otherKey + FAILED_MORE), live);
            case "guide's processing", "guide's processing, under a scope" -> put(storeKey,
                    guides("processing", key, "null", "null"), live);
            case "guide's processing without TTL" -> put(storeKey, guides("processing", key, "null", "null"), PERSIST);
            case "guide's processing, lent, live" -> {
                // lent as long a lease as B's, so that what is left of it is the same
                lend(request, LEASE_BEFORE);
                put(storeKey, get(storeKey), pttl(storeKey) - SILENCE);
            }
            case "guide's processing, lent, dead" -> {
                lend(request, LEASE_BEFORE);
                put(storeKey, get(storeKey), pttl(storeKey) - LEASE_BEFORE);
            }
            case "guide's completed" ->
                put(storeKey, guides("completed", key, "{\"a\": [], \"n\": 12345678901234567890}", "null"),
                        live);
            case "guide's failed", "guide's failed, under a scope" -> put(storeKey,
                    guides("failed", key, "null", "\"" + AWKWARD + "\""), live);
            case "text" -> put(storeKey, "processing", live);
            case "empty text" -> put(storeKey, "", live);
            case "a number" -> put(storeKey, "42", live);
            case "a JSON array" -> put(storeKey, "[{\"status\":\"failed\"}]", live);
            case "JSON without a status" -> put(storeKey, "{\"idempotency_key\":\"" + key + "\"}", live);
            case "JSON with an unknown status" -> put(storeKey, ofB("paused", key, ""), live);
            case "JSON with an unknown status of A" -> put(storeKey, ofA("paused", request, ""), live);
            case "JSON with a status that is no text" -> put(storeKey, "{\"status\":1,\"owner\":\"" + A + "\"}", live);
            case "JSON with a nested status" ->
                put(storeKey, "{\"data\":{\"status\":\"failed\",\"owner\":\"" + A + "\"}}", live);
            case "text with a zero byte" -> put(storeKey, guides("failed", key, "null", "\"\u0000\""), live);
            case "P B dead, then a zero byte" ->
                put(storeKey, inAnotherOrder(ofB("processing", key, "")) + "\u0000{}", dead);
            case "P A live, members in another order" ->
                put(storeKey, inAnotherOrder(ofA("processing", request, "")), HOLD - SILENCE);
            case "C A, members in another order" ->
                put(storeKey, inAnotherOrder(ofA("completed", request, COMPLETED_MORE)), live);
            case "JSON cut off" -> put(storeKey, "{\"idempotency_key\": \"" + key + "\", \"status\": \"failed\"", live);
            case "another type" -> assumeTrue(putOtherType(storeKey), "this store knows no values but text");
            default -> throw new IllegalArgumentException(row);
        }
    }

    private void lend(ClaimRequest request, long leaseMillis) {
        put(request.storeKey(), guides("processing", request.key(), "null", "null"), TTL_BEFORE);
        ClaimRequest other = claim(request.storeKey(), null, request.key(), B, leaseMillis, 0, AfterCrash.RERUN, null, true);
        assertThat(await(store().claim(other)).kind()).isEqualTo(Kind.IN_FLIGHT);
    }

    private static String ofA(String status, ClaimRequest request, String more) {
        return ours(status, A, ATTEMPT_BEFORE, FENCE_BEFORE, request.leaseMillis(), request.holdMillis(), tailOf(request),
                more);
    }

    /** As a tool that sorts members writes it. */
    private static String inAnotherOrder(String record) {
        ObjectNode node = json(record).deepCopy();
        JsonNode status = node.remove("status");
        JsonNode owner = node.remove("owner");
        return node.<ObjectNode> set("owner", owner).set("status", status).toString();
    }

    private static String withTail(String status, String tailAndMore) {
        return ours(status, B, ATTEMPT_BEFORE, FENCE_BEFORE, LEASE_BEFORE, TTL_BEFORE, tailAndMore, "");
    }

    private static String failed(String owner, int attempt, String key) {
        return ours("failed", owner, attempt, FENCE_BEFORE, LEASE_BEFORE, TTL_BEFORE, tail("B", SCOPE, key, FINGERPRINT),
                FAILED_MORE);
    }

    // Beyond the table

    @ParameterizedTest(name = "{0}, record not to be stored again")
    @ValueSource(strings = { "complete", "fail" })
    void settleOfVanishedRecordCanBeRefused(String step) {
        ClaimRequest request = claim(A, newKey());
        assertThat(await(store().settle(settle(step, request, false)))).isEqualTo(SettleReply.GONE);
        assertThat(pttl(request.storeKey())).isEqualTo(ABSENT);
    }

    @ParameterizedTest(name = "{0}, record there and not to be stored again")
    @ValueSource(strings = { "complete", "fail" })
    void recreateDoesNotMatterWhileTheRecordIsThere(String step) {
        ClaimRequest request = claim(A, newKey());
        await(store().claim(request));
        SettleRequest settle = settle(step, request, false);
        assertThat(await(store().settle(settle))).isEqualTo(SettleReply.OK);
        assertThat(get(request.storeKey())).isEqualTo(text(settle));
    }

    @ParameterizedTest(name = "fence behind: {0}")
    @ValueSource(strings = { "P B dead", "F B", "guide's failed" })
    void fenceGrowsWhenTheClockIsBehind(String row) {
        long future = 8_000_000_000_000_000L;
        String key = newKey();
        ClaimRequest request = request("claim", row.startsWith("guide's") ? null : SCOPE, key, true);
        String text = switch (row) {
            case "P B dead" ->
                ours("processing", B, 1, future, LEASE_BEFORE, TTL_BEFORE, tail("B", SCOPE, key, FINGERPRINT), "");
            case "F B" ->
                ours("failed", B, 1, future, LEASE_BEFORE, TTL_BEFORE, tail("B", SCOPE, key, FINGERPRINT), FAILED_MORE);
            default -> "{\"status\": \"failed\", \"idempotency_key\": \"" + key + "\", \"fence\": " + future + "}";
        };
        put(request.storeKey(), text, TTL_BEFORE - LEASE_BEFORE);
        ClaimReply reply = await(store().claim(request));
        assertThat(reply.kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(reply.fence()).isEqualTo(future + 1);
        assertThat(get(request.storeKey())).isEqualTo(processing(request, 2, future + 1, reply.firstSeenAt()));
    }

    @Test
    void fenceAndAttemptGrowAndFirstSightStaysOverRetryAndTakeover() {
        String key = newKey();
        ClaimRequest first = claim(A, key);
        ClaimReply one = await(store().claim(first));
        assertThat(seen(first, one).firstSeenAt()).isEqualTo(FIRST_SEEN);
        assertThat(await(store().settle(settle("fail", first, true, one)))).isEqualTo(SettleReply.OK);

        ClaimRequest second = later(claim(B, key));
        ClaimReply two = await(store().claim(second));
        die(second);

        ClaimRequest third = later(claim("c".repeat(32), key));
        ClaimReply three = await(store().claim(third));

        assertThat(List.of(one.attempt(), two.attempt(), three.attempt())).containsExactly(1, 2, 3);
        assertThat(List.of(one.fence(), two.fence(), three.fence())).isSorted().doesNotHaveDuplicates();
        assertThat(three.firstSeenAt()).isEqualTo(FIRST_SEEN);
        assertThat(get(first.storeKey())).isEqualTo(processing(third, 3, three.fence(), FIRST_SEEN));
    }

    @ParameterizedTest(name = "contended: {0}")
    @ValueSource(booleans = { false, true })
    void claimIsRepeatedWithoutAnotherAttempt(boolean contended) {
        ClaimRequest request = request("claim", SCOPE, newKey(), contended);
        ClaimReply once = await(store().claim(request));
        String text = get(request.storeKey());
        assertThat(seen(request, await(store().claim(request)))).isEqualTo(seen(request, once));
        assertThat(get(request.storeKey())).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "claim", "renew" })
    void leaseStartsAgain(String step) {
        String key = newKey();
        ClaimRequest request = claim(A, key);
        await(store().claim(request));
        die(request);
        if (step.equals("claim")) {
            assertThat(await(store().claim(request)).kind()).isEqualTo(Kind.ACQUIRED);
        } else {
            assertThat(await(store().renew(request.storeKey(), A, HOLD))).isEqualTo(RenewReply.OK);
        }
        ClaimReply other = await(store().claim(claim(B, key)));
        assertThat(other.kind()).isEqualTo(Kind.IN_FLIGHT);
        assertThat(other.remainingMillis()).isBetween(LEASE - SLACK, LEASE);
    }

    @Test
    void releaseUsesUpNoAttempt() {
        String key = newKey();
        ClaimRequest request = claim(A, key);
        ClaimReply first = await(store().claim(request));
        assertThat(await(store().settle(new SettleRequest(request, first, Outcome.FAIL, HOLD, -1, null, unquoted(),
                "java.io.IOException", true, true))))
                .isEqualTo(SettleReply.OK);
        ClaimReply next = await(store().claim(claim(B, key)));
        assertThat(next.kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(next.attempt()).isEqualTo(first.attempt());
        assertThat(next.fence()).isGreaterThan(first.fence());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "claim, QUARANTINE", "claim, maxAttempts 2" })
    void completionOfAnOwnerThatWasOnlySlowCounts(String step) {
        String key = newKey();
        ClaimRequest slow = claim(A, key);
        put(slow.storeKey(), ofA("processing", slow, ""), HOLD - LEASE);
        ClaimRequest plain = request(step, SCOPE, key, true);
        ClaimRequest other = claim(plain.storeKey(), SCOPE, key, B, LEASE, plain.maxAttempts(), plain.afterCrash(), FINGERPRINT,
                true);
        assertThat(await(store().claim(other)).kind()).isEqualTo(Kind.FAILED);
        assertThat(await(store().renew(slow.storeKey(), A, HOLD))).isEqualTo(RenewReply.SETTLED);

        SettleRequest complete = settle("complete", slow, true);
        assertThat(await(store().settle(complete))).isEqualTo(SettleReply.OK);
        ClaimReply after = await(store().claim(other));
        assertThat(after.kind()).isEqualTo(Kind.DUPLICATE);
        assertThat(after.record().text()).isEqualTo(text(complete));
    }

    @Test
    void failDoesNotUndoACompletionNorCompleteReplaceOne() {
        ClaimRequest request = claim(A, newKey());
        ClaimReply reply = await(store().claim(request));
        SettleRequest complete = settle("complete", request, true, reply);
        assertThat(await(store().settle(complete))).isEqualTo(SettleReply.OK);
        SettleRequest again = completed(request, reply, complete.result().replace("[]", "[1]"));
        assertThat(await(store().settle(again))).isEqualTo(SettleReply.OK);
        assertThat(await(store().settle(settle("fail", request, true, reply)))).isEqualTo(SettleReply.OK);
        assertThat(get(request.storeKey())).isEqualTo(text(complete));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "[]", "{}", "null", "\"\"", "12345678901234567890", "1.10", "1e2", "-0.0",
            "{\"a\":[],\"b\":{},\"c\":[{}]}",
            "{\"z\" : 1,\t\"a\" : 2}", "\"}\"", "{\"status\":\"failed\",\"owner\":\"x\"}", "\"" + AWKWARD + "\"" })
    void resultComesBackByteForByte(String result) {
        String key = newKey();
        ClaimRequest request = claim(A, key);
        ClaimReply reply = await(store().claim(request));
        SettleRequest complete = completed(request, reply, result);
        String record = text(complete);
        assertThat(record).endsWith(",\"result\":" + result + "}");
        assertThat(await(store().settle(complete)))
                .isEqualTo(SettleReply.OK);
        assertThat(get(request.storeKey())).isEqualTo(record);
        for (boolean contended : new boolean[] { false, true }) {
            ClaimReply duplicate = await(store().claim(request("claim", SCOPE, key, contended)));
            assertThat(duplicate.kind()).isEqualTo(Kind.DUPLICATE);
            assertThat(duplicate.record().text()).isEqualTo(record);
        }
    }

    @ParameterizedTest
    @CsvSource({ PERSIST + "," + Long.MAX_VALUE, TTL_BEFORE + "," + TTL_BEFORE })
    void decidingClaimTellsHowLongADuplicatesRecordLives(long ttlMillis, long expected) {
        ClaimRequest request = claim(A, newKey()).exactly();
        put(request.storeKey(), ofB("completed", request.key(), COMPLETED_MORE), ttlMillis);
        ClaimReply duplicate = await(store().claim(request));
        assertThat(duplicate.kind()).isEqualTo(Kind.DUPLICATE);
        assertThat(duplicate.remainingMillis()).isBetween(expected - SLACK, expected);
    }

    @Test
    void largeResultComesBack() {
        ClaimRequest request = claim(A, newKey());
        ClaimReply reply = await(store().claim(request));
        SettleRequest complete = completed(request, reply, "\"" + "\u00e9[]".repeat(350_000) + "\"");
        String record = text(complete);
        assertThat(await(store().settle(complete)))
                .isEqualTo(SettleReply.OK);
        ClaimReply duplicate = await(store().claim(request));
        assertThat(duplicate.kind()).isEqualTo(Kind.DUPLICATE);
        assertThat(duplicate.record().text().equals(record)).as("the record as it was stored").isTrue();
    }

    static Stream<String> awkwardKeys() {
        return Stream.of("caf\u00e9:\u65e5\u672c:\ud83d\ude00", "say \\\"hi\\\"", "back\\\\slash", "line\\nbreak\\u0001",
                "}{][,:'",
                "\\\"status\\\":\\\"completed\\\"", "a/b", "%d %s $1 %1", "x".repeat(1024));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("awkwardKeys")
    void keysAreComparedAsTextNotAsTheyAreWritten(String written) {
        String key = json("\"" + written + "\"").textValue();
        ClaimRequest request = claim(run + KEYS.incrementAndGet(), SCOPE, key, A, LEASE, 0, AfterCrash.RERUN, FINGERPRINT,
                true);
        // as Python writes it: nothing but ASCII
        StringBuilder ascii = new StringBuilder();
        for (char c : written.toCharArray()) {
            ascii.append(c < 128 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        for (String same : List.of(written, ascii.toString(), written.replace("/", "\\/"))) {
            put(request.storeKey(), ofB("failed", same, FAILED_MORE), TTL_BEFORE);
            ClaimReply reply = await(store().claim(request));
            assertThat(reply.kind()).as(same).isEqualTo(Kind.ACQUIRED);
            assertThat(get(request.storeKey())).isEqualTo(processing(request, 3, reply.fence(), FIRST_SEEN_BEFORE));
        }
        put(request.storeKey(), ofB("failed", written + "x", FAILED_MORE), TTL_BEFORE);
        assertThat(await(store().claim(request)).kind()).isEqualTo(Kind.FOREIGN);
    }

    static Stream<String> guidesProcessing() {
        return Stream.of(guides("processing", "KEY", "null", "null"),
                "{\"status\":\"processing\",\"idempotency_key\":\"KEY\",\"first_seen_at\":\"2026-01-02T03:04:05\"}",
                "{\"first_seen_at\":\"2026-01-02T03:04:05\",\"idempotency_key\":\"KEY\",\"result\":null,\"status\":\"processing\"}",
                "{\n  \"result\" : null,\n  \"status\" : \"processing\",\n  \"idempotency_key\" : \"KEY\"\n}\n",
                " \t{\"status\": \"processing\", \"idempotency_key\": \"KEY\", \"error\": \"" + AWKWARD + "\"} \r\n",
                "{\"meta\": {\"status\": \"completed\", \"owner\": \"x\", \"lease_ms\": 1, \"ttl_ms\": [1, {\"a\": \"}\"}]},"
                        + " \"status\": \"processing\", \"idempotency_key\": \"KEY\", \"big\": 12345678901234567890, \"list\": []}");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guidesProcessing")
    void guidesProcessingIsLentOneLeaseWhateverItLooksLike(String text) {
        String key = newKey();
        ClaimRequest request = request("claim", null, key, false);
        put(request.storeKey(), text.replace("KEY", key), TTL_BEFORE);
        Before before = look(request.storeKey());

        ClaimReply first = await(store().claim(request));
        assertThat(first.kind()).isEqualTo(Kind.IN_FLIGHT);
        assertThat(first.remainingMillis()).isBetween(LEASE - SLACK, LEASE);
        checkLent(before, request);
        String lent = get(request.storeKey());
        assertThat(lent).as("what was there stays as it was written")
                .startsWith(before.text().substring(0, before.text().lastIndexOf('}')).stripTrailing());

        ClaimReply second = await(store().claim(request));
        assertThat(second.kind()).isEqualTo(Kind.IN_FLIGHT);
        assertThat(get(request.storeKey())).isEqualTo(lent);

        put(request.storeKey(), lent, pttl(request.storeKey()) - LEASE);
        ClaimReply third = await(store().claim(request));
        assertThat(third.kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(third.attempt()).isEqualTo(2);
        JsonNode seen = json(before.text()).path("first_seen_at");
        assertThat(json(third.firstSeenAt())).isEqualTo(seen.isTextual() ? seen : json(FIRST_SEEN));
        assertThat(get(request.storeKey())).isEqualTo(processing(request, 2, third.fence(), third.firstSeenAt()));
    }

    @ParameterizedTest(name = "attempt {0} counts as {1}")
    @CsvSource({ "-1, 1", "2147483647, 1", "99999999999, 1", "1.5, 1", "1e999, 1", "null, 1", "'\"7\"', 1", "[], 1",
            "0, 0", "3.0, 3", "3e0, 3", "2147483646, 2147483646" })
    void anAttemptThatIsNoneCountsAsTheFirst(String written, int attempt) {
        String key = newKey();
        ClaimRequest request = claim(A, key);
        put(request.storeKey(),
                ofB("failed", key, FAILED_MORE).replace("\"attempt\":" + ATTEMPT_BEFORE, "\"attempt\":" + written),
                TTL_BEFORE);
        ClaimReply reply = await(store().claim(request));
        assertThat(reply.kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(reply.attempt()).isEqualTo(attempt + 1);
        assertThat(get(request.storeKey())).isEqualTo(processing(request, attempt + 1, reply.fence(), FIRST_SEEN_BEFORE));
    }

    @ParameterizedTest(name = "fence {0}")
    @ValueSource(strings = { "-1", "1.5", "1e999", "9007199254740992", "12345678901234567890123", "null", "\"7\"" })
    void aFenceThatIsNoneIsNoneToGrowFrom(String written) {
        String key = newKey();
        ClaimRequest request = claim(A, key);
        put(request.storeKey(), ofB("failed", key, FAILED_MORE).replace("\"fence\":" + FENCE_BEFORE, "\"fence\":" + written),
                TTL_BEFORE);
        ClaimReply reply = await(store().claim(request));
        assertThat(reply.kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(reply.fence()).isBetween(FENCE_BEFORE, 1L << 53);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "\"lease_ms\":-1", "\"lease_ms\":0.5", "\"lease_ms\":1e999", "\"lease_ms\":9007199254740992",
            "\"lease_ms\":null", "\"ttl_ms\":0", "\"ttl_ms\":-1", "\"ttl_ms\":\"7\"" })
    void aLeaseThatNobodyCanReckonWithIsLentAnew(String written) {
        String key = newKey();
        ClaimRequest request = claim(A, key);
        String name = written.substring(0, written.indexOf(':') + 1);
        put(request.storeKey(), ofB("processing", key, "").replaceFirst(name + "\\d+", written), TTL_BEFORE - SILENCE);
        ClaimReply reply = await(store().claim(request));
        assertThat(reply.kind()).isEqualTo(Kind.IN_FLIGHT);
        assertThat(reply.remainingMillis()).isBetween(LEASE - SLACK, LEASE);
        // a duplicate member would fail to be read
        assertThat(json(get(request.storeKey())).path("lease_ms").longValue()).isEqualTo(LEASE);
    }

    @ParameterizedTest(name = "{0} digits")
    @ValueSource(ints = { 17, 1_200, 20_000 })
    void aNumberOfAnyLengthStaysInARecordThatIsStopped(int digits) {
        String key = newKey();
        ClaimRequest request = request("claim, maxAttempts 2", SCOPE, key, true);
        String number = "1".repeat(digits);
        put(request.storeKey(), ofB("failed", key, FAILED_MORE + ",\"n\":" + number), TTL_BEFORE);
        assertThat(await(store().claim(request)).kind()).isEqualTo(Kind.FAILED);
        assertThat(get(request.storeKey())).contains("\"n\":" + number);
    }

    static Stream<String> guidesCompleted() {
        return Stream.of("{\"status\":\"completed\",\"idempotency_key\":\"KEY\",\"result\":[]}",
                "{\"result\":{\"status\":\"processing\"},\"idempotency_key\":\"KEY\",\"status\":\"completed\"}",
                "{\n  \"idempotency_key\" : \"KEY\",\n  \"result\" : {\"a\":[],\"n\":12345678901234567890},\n  \"status\" : \"completed\"\n}\n",
                guides("completed", "KEY", "\"" + AWKWARD + "\"", "null"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guidesCompleted")
    void guidesCompletedIsADuplicateWhateverItLooksLike(String text) {
        String key = newKey();
        String written = text.replace("KEY", key);
        for (boolean contended : new boolean[] { false, true }) {
            ClaimRequest request = request("claim", null, key, contended);
            put(request.storeKey(), written, TTL_BEFORE);
            ClaimReply reply = await(store().claim(request));
            assertThat(reply.kind()).isEqualTo(Kind.DUPLICATE);
            assertThat(reply.record().text()).isEqualTo(written);
            assertThat(get(request.storeKey())).isEqualTo(written);
        }
    }

    @Test
    void nothingHappensWithoutASubscriptionAndEachSubscriptionIsOneStep() {
        ClaimRequest request = claim(A, newKey());
        Uni<ClaimReply> claim = store().claim(request);
        Uni<RenewReply> renew = store().renew(request.storeKey(), A, HOLD);
        Uni<SettleReply> settle = store().settle(settle("complete", request, false));
        assertThat(pttl(request.storeKey())).isEqualTo(ABSENT);
        assertThat(await(settle)).isEqualTo(SettleReply.GONE);
        assertThat(await(renew)).isEqualTo(RenewReply.GONE);
        ClaimReply once = await(claim);
        assertThat(once.attempt()).isEqualTo(1);
        assertThat(seen(request, await(claim))).isEqualTo(seen(request, once));
        assertThat(await(renew)).isEqualTo(RenewReply.OK);
        assertThat(await(settle)).isEqualTo(SettleReply.OK);
        assertThat(await(claim).kind()).isEqualTo(Kind.DUPLICATE);
        assertThat(await(renew)).isEqualTo(RenewReply.SETTLED);
    }

    @ParameterizedTest(name = "record before: {0}")
    @ValueSource(strings = { "none", "P B dead", "F B", "guide's processing, lent, dead", "guide's failed" })
    void oneOfManyClaimsAtOnceWins(String row) {
        String key = newKey();
        String scope = row.startsWith("guide's") ? null : SCOPE;
        prepare(row, request("claim", scope, key, false));
        List<Uni<ClaimReply>> claims = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            ClaimRequest plain = request("claim", scope, key, i % 2 == 0);
            claims.add(store().claim(plain.withToken(new OwnerToken(String.format("%032x", i)))));
        }
        List<ClaimReply> replies = await(Uni.join().all(claims).andFailFast());
        assertThat(replies).filteredOn(reply -> reply.kind() == Kind.ACQUIRED).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.kind() == Kind.IN_FLIGHT).hasSize(63);
    }

    // Operators, beyond the table

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "delete", "release", "force-complete", "force-fail", "orphan" })
    void theOwnerOfARecordThatAnOperatorDecidedOnHasLostIt(String step) {
        ClaimRequest request = claim(A, newKey());
        ClaimReply reply = await(store().claim(request));
        if (step.equals("orphan")) {
            die(request);
        }
        operate(step, request.storeKey(), request, O);
        String text = get(request.storeKey());
        assertThat(await(store().renew(request.storeKey(), A, HOLD))).isEqualTo(RenewReply.LOST);
        assertThat(await(store().settle(settle("complete", request, true, reply)))).isEqualTo(SettleReply.LOST);
        assertThat(await(store().settle(settle("fail", request, true, reply)))).isEqualTo(SettleReply.LOST);
        assertThat(get(request.storeKey())).isEqualTo(text);
        ClaimReply next = await(store().claim(claim(B, request.key())));
        switch (step) {
            case "delete", "orphan" -> assertThat(next.attempt()).isEqualTo(2);
            case "release" -> assertThat(next.attempt()).isEqualTo(1);
            case "force-complete" -> assertThat(next.kind()).isEqualTo(Kind.DUPLICATE);
            default -> assertThat(next.kind()).isEqualTo(Kind.FAILED);
        }
        if (next.kind() == Kind.ACQUIRED) {
            assertThat(next.fence()).isGreaterThan(reply.fence());
            assertThat(next.firstSeenAt()).isEqualTo(FIRST_SEEN);
        }
    }

    @ParameterizedTest(name = "attempt {0}")
    @CsvSource({ "0, 0", "1, 0", "5, 4" })
    void aReleaseTakesOneAttemptBackAtMost(int before, int after) {
        String key = newKey();
        put(run + key, failed(B, before, key), TTL_BEFORE);
        operate("release", run + key, claim(A, key), O);
        assertThat(json(get(run + key)).path("attempt").intValue()).isEqualTo(after);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "QUARANTINED", "ATTEMPTS_EXHAUSTED" })
    void aReleasedRecordThatWasStoppedStartsAgain(String type) {
        String key = newKey();
        put(run + key, ofB("failed", key, TERMINAL_MORE.replace("QUARANTINED", type)), TTL_BEFORE);
        operate("release", run + key, claim(A, key), O);
        JsonNode record = json(get(run + key));
        assertThat(record.path("attempt").intValue()).isZero();
        assertThat(record.path("error_type").isTextual()).isFalse();
        assertThat(await(store().claim(request("claim, maxAttempts 2", SCOPE, key, true))).attempt()).isEqualTo(1);
    }

    @Test
    void anotherOperatorsStepIsAnotherStep() {
        String key = newKey();
        ClaimRequest request = claim(A, key);
        put(run + key, failed(B, 5, key), TTL_BEFORE);
        operate("release", run + key, request, O);
        operate("release", run + key, request, "p".repeat(32));
        assertThat(json(get(run + key)).path("attempt").intValue()).isEqualTo(3);
        assertThat(operate("delete", run + key, request, "q".repeat(32))).isEqualTo(DeleteResult.DELETED);
        assertThat(operate("delete", run + key, request, "q".repeat(32))).isEqualTo(DeleteResult.ABSENT);
    }

    @Test
    void onlyWhatWasSeenIsDeleted() {
        String key = newKey();
        put(run + key, failed(B, 1, key), TTL_BEFORE);
        StoredValue seen = find(run + key);
        put(run + key, failed(B, 2, key), TTL_BEFORE);
        assertThat(deleteSeen(seen, false)).isEqualTo(DeleteResult.ABSENT);
        assertThat(json(get(run + key)).path("attempt").intValue()).isEqualTo(2);
        assertThat(deleteSeen(find(run + key), false)).isEqualTo(DeleteResult.DELETED);
        assertThat(deleteSeen(seen, false)).isEqualTo(DeleteResult.ABSENT);
        put(run + key, "caf\u00e9 \ud83d\ude00", TTL_BEFORE);
        assertThat(deleteSeen(find(run + key), false)).isEqualTo(DeleteResult.DELETED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({ "P B live, ABSENT", "P B dead, REVOKED", "P B without TTL, ABSENT", "guide's processing, ABSENT",
            "F B, ABSENT", "C B, ABSENT", "text, ABSENT" })
    void aDeletionCanBeOfEndedLeasesOnly(String row, DeleteResult result) {
        String key = newKey();
        prepare(row, claim(A, key));
        String before = get(run + key);
        assertThat(deleteSeen(find(run + key), true)).isEqualTo(result);
        if (result == DeleteResult.ABSENT) {
            assertThat(get(run + key)).isEqualTo(before);
        }
    }

    private StoredValue find(String storeKey) {
        return await(store().find(storeKey)).orElseThrow();
    }

    private DeleteResult deleteSeen(StoredValue seen, boolean leaseEnded) {
        return await(store().delete(new DeleteRequest(seen.storeKey(), O, LEASE, HOLD, seen, leaseEnded)));
    }

    @Test
    void anotherTypeIsFoundAndDeletedAsSuch() {
        String storeKey = run + newKey();
        assumeTrue(putOtherType(storeKey), "this store knows no values but text");
        StoredValue found = find(storeKey);
        assertThat(found.text()).isNull();
        assertThat(found.remainingMillis()).isPositive();
        assertThat(deleteSeen(new StoredValue(storeKey, "text", 1), false)).isEqualTo(DeleteResult.ABSENT);
        assertThat(deleteSeen(found, false)).isEqualTo(DeleteResult.DELETED);
        assertThat(await(store().find(storeKey))).isEmpty();
    }

    @Test
    void aValueIsFoundAsItStands() {
        String storeKey = run + newKey();
        assertThat(await(store().find(storeKey))).isEmpty();
        put(storeKey, "caf\u00e9 [] \ud83d\ude00 \u0000", TTL_BEFORE);
        StoredValue found = find(storeKey);
        assertThat(found.storeKey()).isEqualTo(storeKey);
        assertThat(found.text()).isEqualTo("caf\u00e9 [] \ud83d\ude00 \u0000");
        assertThat(found.remainingMillis()).isBetween(TTL_BEFORE - SLACK, TTL_BEFORE);
        put(storeKey, "for ever", PERSIST);
        assertThat(find(storeKey).remainingMillis()).isEqualTo(-1);
    }

    @Test
    void anOrphanIsOneWhoseLeaseEndedLongEnoughAgo() {
        String key = newKey();
        put(run + key, ofB("processing", key, ""), TTL_BEFORE - LEASE_BEFORE - 100_000);
        String before = get(run + key);
        assertThat(await(store().revokeOrphan(run + key, O, LEASE, HOLD, 110_000))).isEqualTo(OrphanReply.KEPT);
        assertThat(get(run + key)).isEqualTo(before);
        assertThat(await(store().revokeOrphan(run + key, O, LEASE, HOLD, 90_000))).isEqualTo(OrphanReply.REVOKED);
    }

    @Test
    void anOrphanThatIsToBeQuarantinedWaitsForItsClaim() {
        String key = newKey();
        put(run + key, ofB("processing", key, "").replace("RERUN", "QUARANTINE"), TTL_BEFORE - LEASE_BEFORE);
        String before = get(run + key);
        assertThat(await(store().revokeOrphan(run + key, O, LEASE, HOLD, 0))).isEqualTo(OrphanReply.KEPT);
        assertThat(get(run + key)).isEqualTo(before);
        assertThat(operate("delete", run + key, claim(A, key), O)).isEqualTo(DeleteResult.REVOKED);
    }

    @Test
    void nothingIsForcedWhereNobodyKnowsWhatItWouldBeOf() {
        String storeKey = run + newKey();
        assertThat(await(store().force(new ForceRequest(storeKey, O, ForceRequest.Outcome.FAIL, LEASE, HOLD, FIRST_SEEN, "",
                FORCED_FAILURE)))).isEqualTo(ForceResult.ABSENT);
        assertThat(pttl(storeKey)).isEqualTo(ABSENT);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = { "fence", "attempt" })
    void aFenceAndAnAttemptSurviveAForcedOutcome(String member) {
        String key = newKey();
        put(run + key, ofB("processing", key, ""), TTL_BEFORE);
        operate("force-fail", run + key, claim(A, key), O);
        operate("release", run + key, claim(A, key), "p".repeat(32));
        ClaimReply reply = await(store().claim(claim(B, key)));
        assertThat(reply.kind()).isEqualTo(Kind.ACQUIRED);
        if (member.equals("fence")) {
            assertThat(reply.fence()).isGreaterThan(FENCE_BEFORE);
        } else {
            assertThat(reply.attempt()).isEqualTo(ATTEMPT_BEFORE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guidesProcessing")
    void aRecordOfAnyLooksIsRevokedAndKeepsItsMembers(String text) {
        String key = newKey();
        put(run + key, text.replace("KEY", key), TTL_BEFORE);
        assertThat(operate("delete", run + key, claim(A, key), O)).isEqualTo(DeleteResult.REVOKED);
        ObjectNode record = json(get(run + key)).deepCopy();
        ObjectNode before = json(text.replace("KEY", key)).deepCopy();
        before.remove(List.of("status", "error"));
        before.properties().forEach(member -> assertThat(record.get(member.getKey())).isEqualTo(member.getValue()));
        ClaimReply reply = await(store().claim(request("claim", null, key, true)));
        assertThat(reply.kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(reply.attempt()).isEqualTo(2);
    }

    // Keys

    private static final String GLOB = "a*?[b]\\^{c}:";

    private List<String> scanAll(String prefix, String text, int count) {
        List<String> found = new ArrayList<>();
        String cursor = null;
        int steps = 0;
        do {
            StoreKeys step = await(store().scan(prefix, text, cursor, count));
            found.addAll(step.storeKeys());
            cursor = step.next();
            if (cursor != null) {
                assertThat(cursor).matches("[ -~]+");
            }
            assertThat(++steps).isLessThan(10_000);
        } while (cursor != null);
        return found;
    }

    @Test
    void allKeysWithAPrefixAreFoundInSteps() {
        String prefix = run + "scan" + KEYS.incrementAndGet() + ":";
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            keys.add(prefix + i);
            put(prefix + i, "x", TTL_BEFORE);
            put(run + "other" + i, "x", TTL_BEFORE);
        }
        assertThat(new LinkedHashSet<>(scanAll(prefix, "", 50))).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(await(store().scan(prefix, "", null, 10)).storeKeys()).hasSizeLessThan(100);
        assertThat(new LinkedHashSet<>(scanAll(prefix, "99", 500))).hasSize(19);
    }

    @Test
    void nothingInAPrefixOrATextIsAPattern() {
        String prefix = run + GLOB;
        put(prefix + "1", "x", TTL_BEFORE);
        put(prefix + "x*y[z]", "x", TTL_BEFORE);
        put(run + "a12b3:2", "x", TTL_BEFORE);
        assertThat(scanAll(prefix, "", 500)).containsExactlyInAnyOrder(prefix + "1", prefix + "x*y[z]");
        assertThat(scanAll(prefix, "*y[", 500)).containsExactly(prefix + "x*y[z]");
        assertThat(scanAll(prefix, "a*", 500)).as("the text is to be after the prefix").isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = { "", "0", "m", "r", "mx", "r0..", "r0.xyz.1", "r99999..0", "r0..0x", "m-1", "rm1", "\n" })
    void aCursorThatIsNoneIsRefused(String cursor) {
        assertThatThrownBy(() -> store().scan(run, "", cursor, 10)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + cursor + "' is no cursor");
    }

    // Requests

    private String newKey() {
        return "k" + KEYS.incrementAndGet();
    }

    private ClaimRequest claim(String owner, String key) {
        return claim(run + key, SCOPE, key, owner, LEASE, 0, AfterCrash.RERUN, FINGERPRINT, false);
    }

    private static ClaimRequest later(ClaimRequest r) {
        return new ClaimRequest(r.terms(), r.storeKey(), r.key(), r.token(), r.holdMillis(), r.startedAt() + 1_000_000_000,
                r.eventId(), r.eventType(), r.fingerprint(), r.traceId(), r.exact());
    }

    private ClaimRequest request(String step, @Nullable String scope, String key, boolean contended) {
        return claim(run + key, scope, key, A, LEASE, step.contains("maxAttempts 2") ? 2 : 0,
                step.contains("QUARANTINE") ? AfterCrash.QUARANTINE : AfterCrash.RERUN, FINGERPRINT, contended);
    }

    private static ClaimRequest claim(String storeKey, @Nullable String scope, String key, String owner, long leaseMillis,
            int maxAttempts, AfterCrash afterCrash, @Nullable String fingerprint, boolean exact) {
        String who = owner.substring(0, 1).toUpperCase(Locale.ROOT);
        return new ClaimRequest(new ClaimTerms(scope, leaseMillis, maxAttempts, afterCrash, "node of " + who, CACHE), storeKey,
                key,
                new OwnerToken(owner), HOLD, STARTED, "event of " + who, "order.created", fingerprint, "trace of " + who,
                exact);
    }

    private static SettleRequest settle(String step, ClaimRequest request, boolean recreate) {
        return settle(step, request, recreate, ClaimReply.acquired(ATTEMPT_BEFORE, null, FENCE_BEFORE, FIRST_SEEN));
    }

    private static SettleRequest settle(String step, ClaimRequest request, boolean recreate, ClaimReply claimed) {
        boolean completes = step.equals("complete");
        return new SettleRequest(request, claimed,
                completes ? Outcome.COMPLETE : Outcome.FAIL, completes ? TTL : HOLD, ENDED, completes ? AWKWARD_RESULT : null,
                completes ? null : unquoted(), completes ? null : "java.io.IOException", true, recreate);
    }

    private static SettleRequest completed(ClaimRequest request, ClaimReply claimed, String result) {
        return new SettleRequest(request, claimed, Outcome.COMPLETE, TTL,
                ENDED, result, null, null, false, true);
    }

    private static String unquoted() {
        return json("\"" + AWKWARD + "\"").textValue();
    }

    private static String text(SettleRequest settle) {
        return new String(settle.rendered(), UTF_8);
    }

    private static String tailOf(ClaimRequest claim) {
        return new String(claim.tail(), UTF_8);
    }

    private static String processing(ClaimRequest claim, int attempt, long fence, @Nullable String firstSeenAt) {
        return new String(claim.processingRecord(attempt, fence, firstSeenAt), UTF_8);
    }

    /** {@return the reply with the time of the first claim, which a store leaves out where it is the claim's own} */
    private static ClaimReply seen(ClaimRequest claim, ClaimReply reply) {
        return reply.kind() != Kind.ACQUIRED || reply.firstSeenAt() != null ? reply
                : ClaimReply.acquired(reply.attempt(), reply.takeover(), reply.fence(), claim.firstSeenAt());
    }

    /** Lets the owner of a claim be silent for its whole lease. */
    private void die(ClaimRequest request) {
        put(request.storeKey(), get(request.storeKey()), HOLD - LEASE);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    private static JsonNode json(@Nullable String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
