package org.acme.fields;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;

import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** The application as dev mode runs it, without Redis. */
@QuarkusTest
class FieldResourceTest {

    static final String TENANT = "615257af-746a-568d-b54f-73671693804a";

    @Test
    void createsAFieldOnceHoweverOftenItsEventArrives() {
        String field = UUID.randomUUID().toString();
        String event = envelope(UUID.randomUUID().toString(), field);

        String first = deliver(event).then().statusCode(200).extract().body().asString();
        String second = deliver(event).then().statusCode(200).extract().body().asString();
        // The producer's own retry: another event, the same field.
        String third = deliver(envelope(UUID.randomUUID().toString(), field)).then().statusCode(200).extract().body()
                .asString();

        assertThat(first).contains(field).contains("created");
        assertThat(second).isEqualTo(first);
        assertThat(third).isEqualTo(first);
        when().get("/fields").then().statusCode(200).body("findAll { it.field_id == '" + field + "' }", hasSize(1));
    }

    @Test
    void tellsFieldsApart() {
        String one = deliver(envelope(UUID.randomUUID().toString(), "one")).then().statusCode(200).extract().body().asString();
        String other = deliver(envelope(UUID.randomUUID().toString(), "other")).then().statusCode(200).extract().body()
                .asString();

        assertThat(one).isNotEqualTo(other);
        when().get("/fields").then().body("findAll { it.field_id == 'one' || it.field_id == 'other' }", hasSize(2));
    }

    @Test
    void takesAnEnvelopeWhoseTimeCannotBeRead() {
        deliver(envelope(UUID.randomUUID().toString(), "undated").replace("2025-11-03T06:00:00Z", "yesterday")).then()
                .statusCode(200);
    }

    @Test
    void refusesABadEnvelopeAndNamesItsField() {
        String event = envelope(UUID.randomUUID().toString(), "refused");

        deliver(event.replaceAll("\"event_type\": \"[^\"]*\",", "")).then().statusCode(400)
                .body(containsString("event_type"));
        deliver(event.replace("12.5", "\"wide\"")).then().statusCode(400).body(containsString("payload.hectares"));
        deliver(event.replaceAll("\"tenant_id\": \"[^\"]*\",", "")).then().statusCode(400)
                .body(containsString("tenant_id"));
        deliver("no JSON").then().statusCode(400);
        deliver("null").then().statusCode(400);
        when().get("/fields").then().body("findAll { it.field_id == 'refused' }", hasSize(0));
    }

    static Response deliver(String envelope) {
        return given().contentType("application/json").body(envelope).post("/events");
    }

    static String envelope(String eventId, String fieldId) {
        return """
                {"event_id": "%s", "event_type": "field.created", "event_version": 1,
                 "tenant_id": "%s",
                 "correlation_id": "eb94b93d-c5e4-5883-93d7-5f44d2f818f4", "occurred_at": "2025-11-03T06:00:00Z",
                 "schema_ref": "events.field.created:v1", "producer": "field-service",
                 "payload": {"field_id": "%s", "name": "North terrace", "crop": "wheat", "hectares": 12.5}}
                """.formatted(eventId, TENANT, fieldId);
    }
}
