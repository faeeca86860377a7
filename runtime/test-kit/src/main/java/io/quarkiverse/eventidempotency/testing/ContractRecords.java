package io.quarkiverse.eventidempotency.testing;

import static io.quarkiverse.eventidempotency.testing.RecordTexts.A;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ATTEMPT_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.AWKWARD;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.B;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.COMPLETED_MORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FAILED_MORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FENCE_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FINGERPRINT;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.LEASE_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.SCOPE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.TERMINAL_MORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.TTL_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.guides;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ofB;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ours;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.tail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;

/** The records that steps find. */
abstract class ContractRecords extends ContractSteps {

    record Before(@Nullable String text, long pttl) {

        String value() {
            return Objects.requireNonNull(text);
        }
    }

    Before look(String storeKey) {
        return new Before(get(storeKey), pttl(storeKey));
    }

    void prepare(String row, ClaimRequest request) {
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
                put(storeKey, stored(storeKey), pttl(storeKey) - SILENCE);
            }
            case "guide's processing, lent, dead" -> {
                lend(request, LEASE_BEFORE);
                put(storeKey, stored(storeKey), pttl(storeKey) - LEASE_BEFORE);
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

    void lend(ClaimRequest request, long leaseMillis) {
        put(request.storeKey(), guides("processing", request.key(), "null", "null"), TTL_BEFORE);
        ClaimRequest other = claim(request.storeKey(), null, request.key(), B, leaseMillis, 0, AfterCrash.RERUN, null, true);
        assertThat(await(store().claim(other)).kind()).isEqualTo(Kind.IN_FLIGHT);
    }

    static String ofA(String status, ClaimRequest request, String more) {
        return ours(status, A, ATTEMPT_BEFORE, FENCE_BEFORE, request.leaseMillis(), request.holdMillis(), tailOf(request),
                more);
    }

    /** As a tool that sorts members writes it. */
    static String inAnotherOrder(String record) {
        ObjectNode node = json(record).deepCopy();
        JsonNode status = node.remove("status");
        JsonNode owner = node.remove("owner");
        return node.<ObjectNode> set("owner", owner).set("status", status).toString();
    }

    static String withTail(String status, String tailAndMore) {
        return ours(status, B, ATTEMPT_BEFORE, FENCE_BEFORE, LEASE_BEFORE, TTL_BEFORE, tailAndMore, "");
    }

    static String failed(String owner, int attempt, String key) {
        return ours("failed", owner, attempt, FENCE_BEFORE, LEASE_BEFORE, TTL_BEFORE, tail("B", SCOPE, key, FINGERPRINT),
                FAILED_MORE);
    }
}
