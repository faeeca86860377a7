package io.quarkiverse.eventidempotency.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.smallrye.mutiny.Uni;

/** Records shared with services that write what the guide's Python services write: flat keys, no owner, no lease. */
class MixedFleetTest {

    private static final JsonNode JAVA = JsonNodeFactory.instance.objectNode().put("by", "java");
    private static final String PREFIX = "idempotency:events:";

    private final RedisProcess redis = RedisProcess.shared();
    private final StandaloneIdempotency idempotency = StandaloneIdempotency.withRedis(redis.vertx(), redis.options()).build();
    private final IdempotencyScope<JsonNode> events = idempotency.scope(Idempotent.NO_SCOPE, JsonNode.class);
    private final String key = "field-create:" + UUID.randomUUID();

    @AfterEach
    void stop() {
        idempotency.close();
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private JsonNode run() {
        return get(events.run(key, () -> Uni.createFrom().item(JAVA)));
    }

    /** As {@code json.dumps} writes a record there, and {@code SET … EX} keeps it. */
    private void python(String status, String result, String error) {
        redis.command("SET", PREFIX + key, "{\"idempotency_key\": \"" + key + "\", \"event_id\": \"6d9d3f3a\", \"event_type\": "
                + "\"field.created\", \"status\": \"" + status + "\", \"result\": " + result + ", \"error\": " + error
                + ", \"first_seen_at\": \"2026-01-02T03:04:05.678901+00:00\", \"completed_at\": null}", "EX", 86_400);
    }

    private String record() {
        return redis.command("GET", PREFIX + key).toString();
    }

    // What they have done

    @Test
    void whatTheyCompletedIsADuplicate() {
        python("completed", "{\"by\": \"python\", \"list\": [], \"big\": 12345678901234567890}", "null");
        String before = record();
        assertThat(run().toString()).isEqualTo("{\"by\":\"python\",\"list\":[],\"big\":12345678901234567890}");
        assertThat(record()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "false", "0", "\"\"", "[]" })
    void anyResultOfTheirsCounts(String result) {
        python("completed", result, "null");
        assertThat(get(idempotency.scope(Idempotent.NO_SCOPE, JsonNode.class).claim(key))).isInstanceOf(Claim.Duplicate.class);
    }

    @Test
    void whatTheyFailedRunsAgain() {
        python("failed", "null", "\"caf\\u00e9 \\\"burnt\\\" down\"");
        assertThat(run().get("by").textValue()).isEqualTo("java");
        assertThat(record()).contains("\"attempt\":2", "\"first_seen_at\":\"2026-01-02T03:04:05.678901+00:00\"");
    }

    @Test
    void whatTheyAreProcessingIsLentOneLeaseAndThenTakenOver() throws InterruptedException {
        python("processing", "null", "null");
        IdempotencyScope<JsonNode> quick = events.withLease(Duration.ofMillis(300));
        long seen = System.nanoTime();
        assertThat(get(quick.claim(key))).isInstanceOf(Claim.InFlight.class);
        assertThat(get(quick.run(key, () -> Uni.createFrom().item(JAVA))).get("by").textValue()).isEqualTo("java");
        assertThat(System.nanoTime() - seen).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
    }

    @Test
    void whatTheyCompleteMeanwhileIsWaitedFor() {
        python("processing", "null", "null");
        assertThat(get(events.claim(key))).isInstanceOf(Claim.InFlight.class);
        python("completed", "{\"by\": \"python\"}", "null"); // their whole record, without a look at what was lent
        assertThat(run().get("by").textValue()).isEqualTo("python");
    }

    // What they see

    @Test
    void theyDoNotStartWhatIsInFlightHere() {
        Claim.Acquired<JsonNode> claim = (Claim.Acquired<JsonNode>) get(events.claim(key));
        assertThat(redis.command("SET", PREFIX + key, "{}", "NX", "EX", 86_400)).as("how they mark processing").isNull();
        get(claim.complete(JAVA));
        assertThat(redis.command("SET", PREFIX + key, "{}", "NX", "EX", 86_400)).isNull();
        assertThat(run().get("by").textValue()).isEqualTo("java");
    }

    @Test
    void whatTheyWriteOverAnOwnersRecordStands() {
        Claim.Acquired<JsonNode> claim = (Claim.Acquired<JsonNode>) get(events.claim(key));
        python("completed", "{\"by\": \"python\"}", "null");
        assertThat(get(claim.complete(JAVA))).isEqualTo(Claim.Settlement.LEASE_LOST);
        assertThat(run().get("by").textValue()).isEqualTo("python");
    }

    @Test
    void pythonReadsWhatIsWrittenHere() throws IOException, InterruptedException {
        Path python = Stream.of("/usr/bin/python3", "/usr/local/bin/python3").map(Path::of).filter(Files::isExecutable)
                .findFirst().orElse(null);
        assumeTrue(python != null, "needs a python3 to read with");
        Claim.Acquired<JsonNode> claim = (Claim.Acquired<JsonNode>) get(events.claim(key));
        assertThat(read(python, record())).startsWith("processing " + key + " None None 20").endsWith(" None");
        get(claim.fail("caf\u00e9 burnt down"));
        assertThat(read(python, record())).startsWith("failed " + key + " None caf\u00e9 burnt down 20").doesNotEndWith("None");
        run();
        assertThat(read(python, record())).startsWith("completed " + key + " {'by': 'java'} None 20").doesNotEndWith("None");
    }

    /** {@return the members that the guide's records have, as Python prints them} */
    private static String read(Path python, String json) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(python.toString(), "-X", "utf8", "-c",
                """
                        import json, sys
                        r = json.load(sys.stdin)
                        print(*(r.get(m) for m in ('status', 'idempotency_key', 'result', 'error', 'first_seen_at', 'completed_at')))""")
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            process.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            return out.strip();
        } finally {
            process.destroy();
        }
    }
}
