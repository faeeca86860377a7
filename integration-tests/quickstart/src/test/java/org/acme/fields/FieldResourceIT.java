package org.acme.fields;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The packaged application, a native executable where it was built as one, with a real Redis. */
@QuarkusIntegrationTest
@WithTestResource(value = TestRedis.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class FieldResourceIT extends FieldResourceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    TestRedis redis;

    @Test
    void keepsTheResultAsJsonInRedis() throws Exception {
        String event = UUID.randomUUID().toString();

        String result = deliver(envelope(event, "kept")).then().statusCode(200).extract().body().asString();

        String record = record("kept");
        assertThat(record).matches("\\{\"status\":\"completed\",\"owner\":\"[0-9a-f]{32}\",\"fence\":.*");
        JsonNode json = JSON.readTree(record);
        assertThat(json.path("result")).isEqualTo(JSON.readTree(result));
        assertThat(json.path("scope").asText()).isEqualTo("fields.create");
        assertThat(json.path("event_id").asText()).isEqualTo(event);
        assertThat(json.path("event_type").asText()).isEqualTo("field.created");
        // What is true of the process that runs, not of the one that built it.
        assertThat(json.path("node").asText()).endsWith("/" + json.path("result").path("process").asLong());
        assertThat(ProcessHandle.of(json.path("result").path("process").asLong())).isPresent();
    }

    @Test
    void runsAgainAfterAFailure() throws Exception {
        deliver(envelope(UUID.randomUUID().toString(), "land-register")).then().statusCode(500);

        JsonNode failed = JSON.readTree(record("land-register"));
        assertThat(failed.path("status").asText()).isEqualTo("failed");
        assertThat(failed.path("retryable").asBoolean()).isTrue();
        assertThat(failed.path("error").asText()).isEqualTo("the land register did not answer");
        assertThat(failed.path("error_type").asText()).isEqualTo(IllegalStateException.class.getName());

        deliver(envelope(UUID.randomUUID().toString(), "land-register")).then().statusCode(200);

        JsonNode completed = JSON.readTree(record("land-register"));
        assertThat(completed.path("status").asText()).isEqualTo("completed");
        assertThat(completed.path("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void runsOnceForDeliveriesAtTheSameTime() {
        String event = envelope(UUID.randomUUID().toString(), "at-once");

        List<CompletableFuture<String>> deliveries = Stream.generate(() -> CompletableFuture
                .supplyAsync(() -> deliver(event).then().statusCode(200).extract().body().asString())).limit(8).toList();
        Set<String> results = new HashSet<>();
        deliveries.forEach(delivery -> results.add(delivery.join()));

        assertThat(results).hasSize(1);
        when().get("/fields").then().body("findAll { it.field_id == 'at-once' }", hasSize(1));
    }

    private String record(String fieldId) {
        return redis.get("idempotency:events:fields.create:field-create:" + TENANT + ":" + fieldId);
    }
}
