package io.quarkiverse.eventidempotency.testing;

import static io.quarkiverse.eventidempotency.testing.RecordTexts.A;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.AWKWARD;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.B;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.COMPLETED_MORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FAILED_MORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FINGERPRINT;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.LEASE_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.SCOPE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.TTL_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ofB;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ours;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.tail;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.smallrye.mutiny.Uni;

/** Steps of deliveries, beyond the table. */
abstract class DeliveryContract extends TableContract {

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
        assertThat(recordOf(after)).isEqualTo(text(complete));
    }

    @Test
    void failDoesNotUndoACompletionNorCompleteReplaceOne() {
        ClaimRequest request = claim(A, newKey());
        ClaimReply reply = await(store().claim(request));
        SettleRequest complete = settle("complete", request, true, reply);
        assertThat(await(store().settle(complete))).isEqualTo(SettleReply.OK);
        SettleRequest again = completed(request, reply, AWKWARD_RESULT.replace("[]", "[1]"));
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
            assertThat(recordOf(duplicate)).isEqualTo(record);
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
        assertThat(recordOf(duplicate).equals(record)).as("the record as it was stored").isTrue();
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
}
