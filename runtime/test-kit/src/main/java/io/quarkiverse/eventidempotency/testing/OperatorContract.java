package io.quarkiverse.eventidempotency.testing;

import static io.quarkiverse.eventidempotency.testing.RecordTexts.A;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ATTEMPT_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.B;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FENCE_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FORCED_FAILURE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.LEASE_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.O;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.SCOPE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.TERMINAL_MORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.TTL_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ofB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.StoredValue;

/** Steps of operators, beyond the table. */
abstract class OperatorContract extends OtherWritersContract {

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

    StoredValue find(String storeKey) {
        return await(store().find(storeKey)).orElseThrow();
    }

    DeleteResult deleteSeen(StoredValue seen, boolean leaseEnded) {
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
}
