package org.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.QuarkusDevModeTest;

/** What a delivery would get is explained: each explanation writes nothing, and the delivery after it agrees. On any store. */
abstract class ExplainContract {

    static final String STOCK = "org.acme.shop.Stock#";
    static final String RECORDS = "idempotency:events:";
    private static final Set<String> RAN = Set.of("completed", "failed", "failed-for-good", "lease-lost");

    static QuarkusDevModeTest application(int port, String store) {
        return DevUiTestBase.application(port, store + """

                quarkus.event-idempotency.scopes."replayed".wait-timeout=1S
                quarkus.event-idempotency.scopes."labels".allow-bypass=true
                quarkus.event-idempotency.scopes."observed".mode=observe
                """, Stock.class, Item.class, ItemKeys.class, ParcelHandler.class, Gate.class, Parcel.class, Weight.class);
    }

    abstract int port();

    static String handler(String method) {
        return method.contains("#") ? method
                : STOCK + method + (method.equals("annotated") ? "(java.lang.String,int)" : "(org.acme.shop.Item)");
    }

    static String item(String id, String tenant, int... prices) {
        return "{\"id\":\"" + id + "\",\"tenant\":" + (tenant == null ? "null" : '"' + tenant + '"') + ",\"prices\":"
                + Arrays.toString(prices).replace(" ", "") + "}";
    }

    static JsonNode explain(JsonRpcClient client, String method, String payload, String metadata) throws Exception {
        return client.call("explain", Map.of("handler", handler(method), "payload", payload, "metadata", metadata));
    }

    static JsonNode event(JsonRpcClient client, String method, String payload) throws Exception {
        return explain(client, method, payload, "").get("events").get(0);
    }

    static JsonNode deliver(JsonRpcClient client, String method, String payload, String metadata) throws Exception {
        JsonNode trial = client.call("tryHandler",
                Map.of("handler", handler(method), "payload", payload, "metadata", metadata, "times", 1));
        if (payload.contains("\"stuck-new") || !trial.get("running").asBoolean()) {
            return trial;
        }
        Map<String, Object> number = Map.of("trial", trial.get("trial").asLong());
        return await().atMost(30, TimeUnit.SECONDS).until(() -> client.call("trial", number),
                now -> !now.get("running").asBoolean());
    }

    /** {@return all that the store has, without what changes by itself} */
    private static String stored(JsonRpcClient client) throws Exception {
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.call("recordsPage", Map.of("cursor", cursor, "size", 500));
            for (JsonNode row : page.get("records")) {
                String storeKey = row.get("storeKey").asText();
                all.add(storeKey + ' ' + client.call("oneRecord", Map.of("storeKey", storeKey)).path("text").asText());
            }
            cursor = page.path("next").asText("null");
        } while (!cursor.equals("null"));
        all.sort(null);
        return String.join("\n", all);
    }

    /** Explains an event, and delivers it: both have to say the same, and the former leaves the store as it is. */
    static JsonNode agrees(JsonRpcClient client, String method, String payload, String metadata, String outcome)
            throws Exception {
        String before = stored(client);
        JsonNode event = explain(client, method, payload, metadata).get("events").get(0);
        String what = event.toString();
        JsonNode forecast = event.get("forecast");
        assertThat(forecast.get("outcome").asText()).as(what).isEqualTo(outcome);
        assertThat(stored(client)).as(what).isEqualTo(before);

        JsonNode trial = deliver(client, method, payload, metadata);
        JsonNode delivery = trial.get("deliveries").get(0);
        what += "\n" + trial;
        if (outcome.equals("waits")) {
            assertThat(trial.get("waited").asInt()).as(what).isEqualTo(1);
        } else if (outcome.equals("runs")) {
            assertThat(delivery.get("running").asBoolean() ? "completed" : delivery.get("outcome").asText()).as(what)
                    .isIn(RAN);
            if (!delivery.get("running").asBoolean()) {
                assertThat(delivery.get("attempt").asInt()).as(what).isEqualTo(forecast.get("attempt").asInt());
            }
        } else {
            assertThat(delivery.path("outcome").asText(outcome)).as(what).isEqualTo(outcome);
            assertThat(delivery.has("outcome") || forecast.get("runs").asBoolean()).as(what).isTrue();
        }
        assertThat(delivery.get("executed").asBoolean() || delivery.get("running").asBoolean()).as(what)
                .isEqualTo(forecast.get("runs").asBoolean() || outcome.equals("waits") && delivery.get("running").asBoolean());
        if (delivery.has("key") && event.has("storeKey")) {
            assertThat(event.get("storeKey").asText()).as(what).endsWith(delivery.get("key").asText());
        }
        return event;
    }

    static void sentence(JsonNode event, String text) {
        assertThat(event.get("forecast").get("sentence").asText()).contains(text);
    }

    /** One application for all: each test method would start its own. */
    @Test
    void explanationsAgreeWithDeliveries() throws Exception {
        try (JsonRpcClient client = new JsonRpcClient(port())) {
            policies(client);
            fingerprintsAndObservations(client);
            batchesAndMessages(client);
            ofThisStore(client);
            payloads(client);
        }
    }

    /** What depends on the store. */
    void ofThisStore(JsonRpcClient client) throws Exception {
    }

    private void policies(JsonRpcClient client) throws Exception {
        sentence(agrees(client, "replay", item("a", "acme"), "", "runs"), "New: the handler would run, attempt 1.");
        JsonNode duplicate = agrees(client, "replay", item("a", "acme"), "", "replayed");
        sentence(duplicate, "A duplicate: it would get the stored result, without running the handler.");
        assertThat(duplicate.get("parts").toString()).isEqualTo(
                "[{\"path\":\"item.tenant\",\"value\":\"acme\"},{\"path\":\"item.id\",\"value\":\"a\"}]");
        assertThat(duplicate.get("storeKey").asText()).isEqualTo(RECORDS + "replayed:acme/a");
        assertThat(duplicate.get("record").get("status").asText()).isEqualTo("completed");
        agrees(client, "replay", item("sold", "acme"), "", "runs");
        sentence(agrees(client, "replay", item("sold", "acme"), "", "failure-replayed"),
                "failed permanently before, with java.lang.IllegalArgumentException: Sold out");
        agrees(client, "replay", item("broken", "acme"), "", "runs");
        agrees(client, "replay", item("broken", "acme"), "", "runs");
        sentence(agrees(client, "replay", item("broken", "acme"), "", "runs"),
                "Failed 2 times: the handler would run again, attempt 3.");
        JsonNode keyless = agrees(client, "replay", item("b", null), "", "missing-key");
        sentence(keyless,
                "Refused with MissingIdempotencyKeyException. The event has no idempotency key: item.tenant is null");
        assertThat(keyless.get("parts").toString())
                .isEqualTo("[{\"path\":\"item.tenant\"},{\"path\":\"item.id\",\"value\":\"b\"}]");

        agrees(client, "skip", item("a", ""), "", "runs");
        agrees(client, "skip", item("a", ""), "", "duplicate-skipped");
        agrees(client, "reject", item("a", ""), "", "runs");
        agrees(client, "reject", item("a", ""), "", "duplicate-rejected");
        agrees(client, "replay", item("huge", "acme"), "", "runs");
        sentence(agrees(client, "replay", item("huge", "acme"), "", "result-unavailable"), "its result was not stored");
        for (String method : List.of("replay", "skip", "reject")) {
            agrees(client, method, item("stuck-new", "acme"), "", "runs");
        }
        sentence(agrees(client, "replay", item("stuck-new", "acme").replace("[]", "[1]"), "", "waits"),
                "it would wait up to 1 s.");
        agrees(client, "skip", item("stuck-new", "acme"), "", "in-flight-skipped");
        JsonNode inFlight = agrees(client, "reject", item("stuck-new", "acme"), "", "in-flight-rejected");
        sentence(inFlight, "In flight on shop-1 for ");
        sentence(inFlight, ": it would be refused with EventInFlightException.");

        agrees(client, "keyless", item("a", null), "", "unguarded-no-key");
        JsonNode resolved = agrees(client, "resolve", item("a", ""), "", "runs");
        assertThat(resolved.get("parts").toString()).isEqualTo("[{\"path\":\"ItemKeys\",\"value\":\"shelf-a\"}]");
        assertThat(resolved.get("ttlMillis").asLong()).isEqualTo(180_000);
        agrees(client, "resolve", item("free", ""), "", "unguarded-on-purpose");
        sentence(agrees(client, "resolve", item("wrong", ""), "", "key-failed"), "No such shelf");
        assertThat(agrees(client, "annotated", "{\"shelf\":\"a:b\",\"place\":7}", "", "runs").get("parts").toString())
                .isEqualTo("[{\"path\":\"shelf\",\"value\":\"a:b\"},{\"path\":\"place\",\"value\":\"7\"}]");
        agrees(client, "count", item("broken", ""), "", "runs");
        agrees(client, "count", item("broken", ""), "", "runs");
        sentence(agrees(client, "count", item("broken", ""), "", "attempts-exhausted"), "out of attempts after 2 of 2");
        sentence(agrees(client, "count", item("broken", ""), "", "attempts-exhausted"), "out of attempts after 2");
    }

    private void fingerprintsAndObservations(JsonRpcClient client) throws Exception {
        JsonNode printed = agrees(client, "print", item("f", "acme", 5, 6), "", "runs");
        assertThat(printed.get("fingerprinted").asText())
                .isEqualTo("{\"id\":\"f\",\"prices\":[5,6],\"tenant\":\"acme\"}");
        agrees(client, "print", item("f", "acme", 5, 6), "", "replayed");
        JsonNode reused = agrees(client, "print", item("f", "acme", 5, 7), "", "key-reused");
        sentence(reused, "Refused: the key was used for another payload.");
        assertThat(reused.get("recordFingerprint").asText()).isEqualTo(printed.get("fingerprint").asText());
        assertThat(reused.get("differences").toString())
                .isEqualTo("[{\"path\":\"prices[1]\",\"before\":\"6\",\"after\":\"7\"}]");
        assertThat(reused.get("fingerprintDifferences").toString())
                .isEqualTo("[{\"path\":\"prices[1]\",\"before\":\"6\",\"after\":\"7\"}]");

        agrees(client, "observe", item("a", "o1", 1), "", "runs");
        sentence(agrees(client, "observe", item("a", "o1", 1), "", "observed-duplicate"),
                "Only observed (mode=observe): the handler would run. A guarded delivery: A duplicate:");
        agrees(client, "observe", item("a", "o1", 2), "", "observed-refused");
        agrees(client, "observe", item("a", null, 1), "", "unguarded-no-key");
        agrees(client, "observe", item("stuck-new", "o2", 1), "", "runs");
        agrees(client, "observe", item("stuck-new", "o2", 1), "", "observed-in-flight");
    }

    private void batchesAndMessages(JsonRpcClient client) throws Exception {
        String ship = "org.acme.shop.ParcelHandler#ship(java.util.List)";
        String print = "org.acme.shop.ParcelHandler#print(java.lang.String,java.util.Optional)";
        deliver(client, ship, "[{\"id\":\"p1\"}]", "");
        JsonNode batch = explain(client, ship, "[{\"id\":\"p1\"},{\"id\":\"p2\"},{\"id\":\"p2\"}]", "");
        assertThat(batch.get("batch").asBoolean()).isTrue();
        assertThat(batch.get("events").findValuesAsText("outcome")).containsExactly("replayed", "runs", "repeated");
        assertThat(batch.get("events").get(1).get("parts").toString())
                .isEqualTo("[{\"path\":\"parcels[].id\",\"value\":\"p2\"}]");
        assertThat(explain(client, ship, "[" + "{\"id\":\"q\"},".repeat(29) + "{\"id\":\"r\"}]", "").get("events"))
                .hasSize(20);
        assertThat(client.error("explain", Map.of("handler", ship, "payload", "null", "metadata", "")))
                .contains("The batch is null");

        JsonNode label = agrees(client, print, "\"x\"", "{\"label-id\":\"7\"}", "runs");
        assertThat(label.get("parts").toString()).isEqualTo("[{\"path\":\"header:label-id\",\"value\":\"7\"}]");
        sentence(agrees(client, print, "\"x\"", "{\"label-id\":\"7\"}", "replayed"), "it would end at once");
        agrees(client, print, "\"x\"", "{\"label-id\":\"7\",\"idempotency-bypass\":\"true\"}", "bypassed");
        agrees(client, print, "\"x\"", "", "missing-key");
        agrees(client, "org.acme.shop.ParcelHandler#note(org.eclipse.microprofile.reactive.messaging.Message)",
                "{\"id\":\"n7\",\"size\":\"SMALL\"}", "", "runs");
    }

    private void payloads(JsonRpcClient client) throws Exception {
        for (int price = 1; price <= 6; price++) {
            deliver(client, "replay", item("kept", "acme", price), "");
        }
        JsonNode kept = client.call("payloads", Map.of("storeKey", RECORDS + "replayed:acme/kept"));
        assertThat(kept.get("seen").asInt()).isEqualTo(6);
        assertThat(kept.get("first").get("json").asText()).isEqualTo(item("kept", "acme", 1));
        assertThat(kept.get("last").findValuesAsText("json")).containsExactly(item("kept", "acme", 6),
                item("kept", "acme", 5), item("kept", "acme", 4));
        assertThat(kept.get("differences").toString())
                .isEqualTo("[{\"path\":\"prices[0]\",\"before\":\"1\",\"after\":\"6\"}]");
        assertThat(kept.get("first").get("handler").asText()).isEqualTo(handler("replay"));

        deliver(client, "replay", item("y".repeat(70_000), "acme"), "");
        String digested = event(client, "replay", item("y".repeat(70_000), "acme")).get("storeKey").asText();
        assertThat(digested).startsWith(RECORDS + "replayed:sha256:");
        JsonNode cut = client.call("payloads", Map.of("storeKey", digested)).get("first");
        assertThat(cut.get("cut").asBoolean()).isTrue();
        assertThat(cut.get("json").asText()).hasSize(64 * 1024);

        deliver(client, "org.acme.shop.ParcelHandler#print(java.lang.String,java.util.Optional)", "\"z\"",
                "{\"label-id\":\"8\"}");
        JsonNode message = client.call("payloads", Map.of("storeKey", RECORDS + "labels:8")).get("first");
        assertThat(message.get("json").asText()).isEqualTo("\"z\"");
        assertThat(message.get("metadata").asText()).isEqualTo("{\"label-id\":\"8\"}");
        assertThat(client.call("payloads", Map.of("storeKey", RECORDS + "replayed:never")).get("seen").asInt()).isZero();
        for (int i = 0; i < 510; i++) {
            DevUiTestBase.get(port(), "deliveries/call?id=", "many-" + i);
        }
        assertThat(client.call("payloads", Map.of("storeKey", RECORDS + "replayed:acme/kept")).get("seen").asInt())
                .isZero();
    }
}
