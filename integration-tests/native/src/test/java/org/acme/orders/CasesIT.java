package org.acme.orders;

import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.acme.kafka.Redis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** Each case of the packaged application: what its deliveries see, and what is in Redis afterwards. */
@QuarkusIntegrationTest
@WithTestResource(Servers.class)
class CasesIT {

    private static final String PREFIX = "idempotency:events:";
    private static final String REPLAYED = "result, same, runs: 1";
    private static final String NEAR_CACHE = "policies.near-cache";
    private static final String DONE = "completed";

    Redis redis;

    /**
     * @param key below the scope, which is the case's name
     * @param outcome of the two deliveries
     * @param status of the record; empty where there is none
     */
    record Case(String name, String key, String outcome, String status) {

        String storeKey() {
            return PREFIX + (name.equals("none") ? key : name + ":" + key);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Case replays(String name, String key) {
        return new Case(name, key, REPLAYED, DONE);
    }

    private static Case is(String name, String outcome, String status) {
        return new Case(name, "1", outcome, status);
    }

    static Stream<Case> cases() {
        return Stream.of(
                replays("keys.component", "order:1"),
                replays("keys.getter", "city-of-farm"),
                replays("keys.field", "farm"),
                replays("keys.map", "green"),
                replays("keys.optional", "{1}:"),
                replays("keys.kinds", "00000000-0000-0000-0000-000000000007:WEB:10:2026-03-01:8:sku-a"),
                replays("keys.property", "eu:1"),
                replays("keys.parameters", "a\\:b:7"),
                replays("keys.payload", "1:2"),
                replays("keys.event", "e-1"),
                replays("keys.envelope", "placed-1"),
                replays("keys.resolver", "resolved-1"),
                replays("keys.long", digest("x".repeat(2000))),
                replays("none", "flat-1"),

                replays("results.generic", "1"),
                replays("results.optional", "1"),
                replays("results.empty", "1"),
                is("results.null", "nothing, nothing, runs: 1", DONE),
                replays("results.list", "1"),
                replays("results.map", "1"),
                replays("results.array", "1"),
                replays("results.bytes", "1"),
                replays("results.text", "1"),
                replays("results.enum", "1"),
                replays("results.times", "1"),
                replays("results.numbers", "1"),
                replays("results.sealed", "1"),
                replays("results.sealed-list", "1"),
                replays("results.class-name", "1"),
                replays("results.builder", "1"),
                replays("results.own-json", "1"),
                replays("results.json-node", "1"),
                replays("results.protobuf", "1"),

                replays("policies.replay", "1"),
                is("policies.skip", "result, nothing, runs: 1", DONE),
                is("policies.fail", "result, DuplicateEventException, runs: 1", DONE),
                replays("policies.cached-result", "1"),
                replays("policies.wait", "1"),
                is("policies.wait-timeout", "result, EventInFlightException, runs: 1", DONE),
                is("policies.in-flight-fail", "result, EventInFlightException, runs: 1", DONE),
                is("policies.in-flight-skip", "result, nothing, runs: 1", DONE),
                is("policies.missing-key-fail", "MissingIdempotencyKeyException, MissingIdempotencyKeyException, runs: 0", ""),
                is("policies.missing-key-proceed", "result, result, runs: 2", ""),
                is("policies.retry", "DeclinedException, result, runs: 2", DONE),
                is("policies.terminal", "DeclinedException, ReplayedFailureException, runs: 1", "failed"),
                replays("policies.crash-rerun", "1"),
                is("policies.crash-quarantine", "EventQuarantinedException, EventQuarantinedException, runs: 0", "failed"),
                is("policies.max-attempts", "DeclinedException, AttemptsExhaustedException, runs: 1", "failed"),
                is("policies.fingerprint", "result, IdempotencyKeyReusedException, runs: 1", DONE),
                replays("policies.fingerprint-payload", "1"),
                is("policies.no-result", "nothing, nothing, runs: 1", DONE),
                replays("policies.ttl", "1"),
                is("policies.configured", "result, DuplicateEventException, runs: 1", DONE),

                replays("signatures.uni", "1"),
                replays("signatures.stage", "1"),
                replays("signatures.plain", "1"),
                replays("signatures.primitive", "1"),
                is("signatures.void", "nothing, nothing, runs: 1", DONE),
                replays("signatures.batch", "b"),
                replays("signatures.context", "1"),

                replays("code.run", "1"),
                replays("code.run-blocking", "1"),
                replays("code.run-all", "b"),
                replays("code.process", "1"),
                replays("code.claim", "1"),
                is("code.standalone", REPLAYED, ""),

                is("operators.records", "1 COMPLETED 1 1 1 DELETED 2 FORCED RELEASED FORCED 0", DONE),
                replays("operators.events", "1"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void deliversTwice(Case expected) throws Exception {
        if (expected.name().startsWith("policies.crash-")) {
            putCrashed(expected);
        }
        assertThat(run(expected.name())).isEqualTo(expected.outcome());
        assertThat(redis.record(expected.storeKey()).path("status").asText()).isEqualTo(expected.status());
    }

    @Test
    void listsEachCase() {
        assertThat(when().get("/cases").then().statusCode(200).extract().asString().lines())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(cases().map(Case::name), Stream.of(NEAR_CACHE)).toList());
    }

    @Test
    void recordExpiresAfterItsTimeToLive() throws Exception {
        deliversTwice(replays("policies.ttl", "1"));
        assertThat(redis.send(Request.cmd(Command.PTTL).arg(PREFIX + "policies.ttl:1")).toLong()).isBetween(1L, 3_600_000L);
    }

    @Test
    void storesNoResultWhereNoneIsNeeded() throws Exception {
        deliversTwice(is("policies.no-result", "nothing, nothing, runs: 1", DONE));
        JsonNode record = redis.record(PREFIX + "policies.no-result:1");
        assertThat(record.has("result")).isFalse();
    }

    @Test
    void storesWhatTheCodecMakes() throws Exception {
        deliversTwice(replays("results.text", "1"));
        assertThat(redis.record(PREFIX + "results.text:1").path("result").asText()).matches("[A-Za-z0-9+/]+=*");
    }

    @Test
    void nearCacheAnswersWithoutRedis() throws Exception {
        deliversTwice(replays(NEAR_CACHE, "1"));
        redis.send(Request.cmd(Command.DEL).arg(PREFIX + NEAR_CACHE + ":1"));
        assertThat(run(NEAR_CACHE)).isEqualTo(REPLAYED);
    }

    @Test
    void deliveriesEndWithEvents() throws Exception {
        deliversTwice(replays("operators.events", "1"));
        for (String outcome : List.of("COMPLETED", "REPLAYED")) {
            await("The event of " + outcome).until(() -> when().get("/cases/operators.events." + outcome + "/runs").then()
                    .statusCode(200).extract().asString(), count -> !count.equals("0"));
        }
    }

    private static String run(String name) {
        return when().post("/cases/" + name).then().extract().asString();
    }

    /** The record of a process that died: its lease of one millisecond ended a second ago. */
    private void putCrashed(Case expected) throws Exception {
        redis.send(Request.cmd(Command.SET).arg(expected.storeKey()).arg("""
                {"status":"processing","owner":"00000000000000000000000000000000","attempt":1,"fence":1,"lease_ms":1,\
                "ttl_ms":604800000,"scope":"%s","idempotency_key":"%s","first_seen_at":"2026-03-01T00:00:00Z"}"""
                .formatted(expected.name(), expected.key())).arg("PX").arg(604799000));
    }

    private static String digest(String key) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
