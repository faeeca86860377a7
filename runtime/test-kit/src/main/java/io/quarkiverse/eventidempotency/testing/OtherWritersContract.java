package io.quarkiverse.eventidempotency.testing;

import static io.quarkiverse.eventidempotency.testing.RecordTexts.A;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ATTEMPT_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.AWKWARD;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FAILED_MORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FENCE_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FINGERPRINT;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FIRST_SEEN_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.SCOPE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.TTL_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.guides;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ofB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;

/** Records and texts of any form, as other writers leave them. */
abstract class OtherWritersContract extends DeliveryContract {

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
        String lent = stored(request.storeKey());
        assertThat(lent).as("what was there stays as it was written")
                .startsWith(before.value().substring(0, before.value().lastIndexOf('}')).stripTrailing());

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
            assertThat(recordOf(reply)).isEqualTo(written);
            assertThat(get(request.storeKey())).isEqualTo(written);
        }
    }
}
