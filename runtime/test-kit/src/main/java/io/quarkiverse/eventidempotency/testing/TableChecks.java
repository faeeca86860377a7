package io.quarkiverse.eventidempotency.testing;

import static io.quarkiverse.eventidempotency.testing.RecordTexts.A;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ATTEMPT_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.B;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FENCE_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FORCED_FAILURE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FORCED_RESULT;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.LEASE_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.O;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.TTL_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.testing.TransitionTable.Cell;

/** The state of a record after a step, for each cell of the transition table. */
abstract class TableChecks extends ContractRecords {

    void checkClaim(Before before, ClaimRequest request, ClaimReply reply, Cell cell) {
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
                long lease = before.value().contains("lease_ms") ? LEASE_BEFORE : LEASE;
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
    Enum<?> operate(String step, String storeKey, ClaimRequest request, String token) {
        return switch (step) {
            case "delete" -> await(store().delete(new DeleteRequest(storeKey, token, LEASE, HOLD, null, false)));
            case "release" -> await(store().release(storeKey, token, LEASE, HOLD));
            case "force-complete" -> await(store().force(force(ForceRequest.Outcome.COMPLETE, storeKey, request, token)));
            case "force-fail" -> await(store().force(force(ForceRequest.Outcome.FAIL, storeKey, request, token)));
            case "orphan" -> await(store().revokeOrphan(storeKey, token, LEASE, HOLD, 0));
            default -> throw new IllegalArgumentException(step);
        };
    }

    static ForceRequest force(ForceRequest.Outcome outcome, String storeKey, ClaimRequest request, String token) {
        boolean completes = outcome == ForceRequest.Outcome.COMPLETE;
        return new ForceRequest(storeKey, token, outcome, LEASE, completes ? TTL : HOLD, FIRST_SEEN,
                (request.scope() == null ? "" : ",\"scope\":\"" + request.scope() + "\"") + ",\"idempotency_key\":\""
                        + request.key() + "\"",
                completes ? FORCED_RESULT : FORCED_FAILURE);
    }

    void checkOperated(Before before, ClaimRequest request, Cell cell) {
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
    void operateAgain(ClaimRequest request, Cell cell) {
        Before after = look(request.storeKey());
        assertThat(operate(cell.step(), request.storeKey(), request, O)).hasToString(cell.reply());
        unchanged(after, request.storeKey());
    }

    /** Revoked or released: what the last owner left stays, but for the members that say so. */
    void checkReopened(Before before, String storeKey, String step) {
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

    /** A record with a longer time-to-live is still there. */
    static long noShorter(Before before, long ttlMillis) {
        return before.text() == null ? ttlMillis : Math.max(ttlMillis, json(before.text()).path("ttl_ms").longValue());
    }

    void checkForced(Before before, ClaimRequest request, String status, long ttlMillis, String ending) {
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

    void checkStored(Before before, String storeKey, String after, long ttlMillis) {
        switch (after) {
            case "=" -> unchanged(before, storeKey);
            case "TTL reset" -> {
                assertThat(get(storeKey)).isEqualTo(before.text());
                ttlIsFresh(storeKey, ttlMillis);
            }
            default -> throw new IllegalArgumentException(after);
        }
    }

    void unchanged(Before before, String storeKey) {
        assertThat(get(storeKey)).isEqualTo(before.text());
        if (before.pttl() < 0) {
            assertThat(pttl(storeKey)).isEqualTo(before.pttl());
        } else {
            assertThat(pttl(storeKey)).isPositive().isLessThanOrEqualTo(before.pttl());
        }
    }

    void checkTaken(Before before, ClaimRequest request, ClaimReply reply, int attempt) {
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
    void checkStopped(Before before, ClaimRequest request, String owner) {
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

    void checkLent(Before before, ClaimRequest request) {
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

    void ttlIsFresh(String storeKey, long ttlMillis) {
        assertThat(pttl(storeKey)).isPositive().isBetween(ttlMillis - SLACK, ttlMillis);
    }

    /** A member that is JSON null is as good as none. */
    static void sameMembers(JsonNode actual, JsonNode expected) {
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
    void invariants(Before before, String storeKey) {
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
}
