package org.acme.shop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;

import io.quarkus.test.QuarkusDevModeTest;

/** Deliveries that somebody tries, and the warnings of the start, as they are asked for and as pages show them. */
class TryItTest {

    private static final int PORT = DevUiTestBase.freePort();
    private static final String PARCELS = "org.acme.shop.ParcelHandler#";
    private static final String PARCEL = "org.acme.shop.Parcel";
    private static final String PACK = PARCELS + "pack(java.lang.String," + PARCEL + ")";
    private static final String WEIGH = PARCELS + "weigh(" + PARCEL + ")";
    private static final String LOSE = PARCELS + "lose(java.lang.String)";
    private static final String PRINT = PARCELS + "print(java.lang.String,java.util.Optional)";
    private static final String SHIP = PARCELS + "ship(java.util.List)";
    private static final String NOTE = PARCELS + "note(org.eclipse.microprofile.reactive.messaging.Message)";
    private static final String WEIGHED = PARCELS + "weighed(" + PARCEL + ",org.acme.shop.Weight)";
    private static final String STUCK = "{\"id\": \"stuck-%d\"}";
    private static final String RECEIPT = "org.acme.shop.OrderHandler#receipt(org.acme.shop.Order)";

    @RegisterExtension
    static final QuarkusDevModeTest TEST = DevUiTestBase.application(PORT, """
            quarkus.event-idempotency.store=in-memory
            quarkus.event-idempotency.scopes."labels".allow-bypass=true
            quarkus.event-idempotency.scopes."weight".ttl=1H
            quarkus.event-idempotency.scopes."orders".mode=observe
            """, ParcelHandler.class, Gate.class, Parcel.class, Weight.class)
            .setLogRecordPredicate(entry -> entry.getLoggerName().endsWith("JsonRpcCodec"));

    private static Map<String, Object> delivery(String handler, String payload, String metadata, int times) {
        return Map.of("handler", handler, "payload", payload, "metadata", metadata, "times", times);
    }

    private static JsonNode trial(JsonRpcClient client, String handler, String payload, String metadata, int times)
            throws Exception {
        return ended(client, client.call("tryHandler", delivery(handler, payload, metadata, times)), times);
    }

    private static JsonNode ended(JsonRpcClient client, JsonNode trial, int times) {
        JsonNode deliveries = until(client, trial, now -> !now.get("running").asBoolean()).get("deliveries");
        assertThat(deliveries).hasSize(times);
        return deliveries;
    }

    private static JsonNode until(JsonRpcClient client, JsonNode trial, Predicate<JsonNode> isSo) {
        Map<String, Object> number = Map.of("trial", trial.get("trial").asLong());
        return await().atMost(30, TimeUnit.SECONDS).until(() -> client.call("trial", number), isSo);
    }

    /** Lets a large parcel go. */
    private static void open(String id) {
        DevUiTestBase.get(PORT, "gate?id=", id);
    }

    private static Map<String, Integer> counts(JsonNode deliveries) {
        Map<String, Integer> counts = new TreeMap<>();
        deliveries.forEach(one -> counts.merge(one.path("outcome").asText(one.toString()), 1, Integer::sum));
        return counts;
    }

    private static String parcel(String id, String size) {
        return "{\"id\":\"" + id + "\",\"size\":\"" + size + "\",\"sentOn\":\"2026-01-31\"}";
    }

    @Test
    void deliversAndRefuses() throws Exception {
        try (JsonRpcClient client = new JsonRpcClient(PORT)) {
            samples(client);
            ways(client);
            batches(client);
            refusals(client);
            warnings(client);
        }
    }

    private void samples(JsonRpcClient client) throws Exception {
        Map<String, JsonNode> handlers = new HashMap<>();
        client.call("handlersToTry", Map.of()).forEach(handler -> handlers.put(handler.get("id").asText(), handler));
        assertThat(handlers.keySet()).contains(PACK, WEIGH, LOSE, PRINT, SHIP, NOTE, WEIGHED, RECEIPT).hasSize(9);
        JsonNode sample = new ObjectMapper().readTree(handlers.get(WEIGH).get("sample").asText());
        assertThat(sample.toString()).isEqualTo("{\"id\":\"id-1\",\"size\":\"SMALL\",\"weight\":1.5,\"sentOn\":\"2026-01-31\","
                + "\"stops\":[\"stops-1\"],\"items\":{\"key-1\":1},\"inside\":[]}");
        assertThat(new ObjectMapper().readTree(handlers.get(PACK).get("sample").asText()).get("clerk").asText())
                .isEqualTo("clerk-1");
        assertThat(handlers.get(LOSE).get("sample").asText()).isEqualTo("\"text\"");
        assertThat(handlers.get(PRINT).get("metadata").asText()).contains("\"label-id\" : \"label-id-1\"");
        assertThat(handlers.get(NOTE).get("payloadType").asText()).isEqualTo("Parcel");
        assertThat(handlers.get(WEIGHED).get("why").asText()).contains("It takes a Weight, which only its connector makes");
        handlers.values().forEach(handler -> assertThat(handler.has("note")).as(handler.toString()).isFalse());
    }

    private void ways(JsonRpcClient client) throws Exception {
        String packed = "{\"clerk\":\"Zoë\",\"parcel\":" + parcel("käse*[a]", "LARGE") + "}";
        JsonNode trial = client.call("tryHandler", delivery(PACK, packed, "", 10));
        until(client, trial, now -> now.get("waited").asInt() == 9);
        open("käse*[a]");
        JsonNode deliveries = ended(client, trial, 10);
        assertThat(counts(deliveries)).as(deliveries.toString()).isEqualTo(Map.of("completed", 1, "replayed", 9));
        for (JsonNode one : deliveries) {
            assertThat(one.get("key").asText()).isEqualTo("Zoë-käse*[a]");
            assertThat(one.get("result").asText()).isEqualTo("\"desk of Zoë: LARGE on 2026-01-31 by try-it-\"");
            assertThat(one.get("executed").asBoolean()).isEqualTo(one.get("outcome").asText().equals("completed"));
        }

        trial = client.call("tryHandler", delivery(WEIGH, parcel("w1", "LARGE"), "", 5));
        until(client, trial, now -> counts(now.get("deliveries")).getOrDefault("in-flight-rejected", 0) == 4);
        open("w1");
        deliveries = ended(client, trial, 5);
        assertThat(counts(deliveries)).as(deliveries.toString())
                .isEqualTo(Map.of("completed", 1, "in-flight-rejected", 4));
        for (JsonNode one : deliveries) {
            assertThat(one.get("thread").asText()).contains("eventloop");
            assertThat(one.path("error").asText().contains("EventInFlightException"))
                    .isEqualTo(one.get("outcome").asText().startsWith("in-flight"));
        }
        deliveries = trial(client, LOSE, "\"purse\"", "", 1);
        assertThat(deliveries.get(0).toString()).contains("\"outcome\":\"failed\"",
                "\"error\":\"java.lang.IllegalStateException\"",
                "\"message\":\"Lost purse\"", "\"attempt\":1");
        deliveries = trial(client, LOSE, "\"purse\"", "", 1);
        assertThat(deliveries.get(0).get("attempt").asInt()).isEqualTo(2);

        assertThat(trial(client, PRINT, "\"a\"", "{\"label-id\":\"7\"}", 1).get(0).toString()).contains("\"key\":\"7\"",
                "\"outcome\":\"completed\"");
        assertThat(counts(trial(client, PRINT, "\"a\"", "{\"label-id\":\"7\"}", 2))).isEqualTo(Map.of("replayed", 2));
        assertThat(counts(trial(client, PRINT, "\"a\"", "", 1))).isEqualTo(Map.of("missing-key", 1));
        assertThat(counts(trial(client, PRINT, "\"a\"", "{\"label-id\":\"7\",\"idempotency-bypass\":\"true\"}", 1)))
                .isEqualTo(Map.of("bypassed", 1));
        List<String> kinds = new ArrayList<>();
        int stream = client.send("happenings", Map.of("since", 0));
        client.next(stream);
        client.next(stream).get("result").get("object").get("items").forEach(item -> kinds.add(item.get("kind").asText()));
        assertThat(kinds).contains("wait", "missing-key", "bypassed");

        assertThat(trial(client, NOTE, parcel("n1", "SMALL"), "", 1).get(0).toString()).contains("\"outcome\":\"completed\"",
                "\"settled\":\"acked\"");
        assertThat(trial(client, NOTE, parcel("n2", "LARGE"), "", 1).get(0).toString()).contains("\"outcome\":\"failed\"",
                "\"settled\":\"nacked\"", "\"message\":\"Too large\"");
        assertThat(trial(client, RECEIPT, "{\"id\":\"r1\",\"items\":2}", "", 100).get(99).get("result").asText())
                .isEqualTo("{\"order\":\"r1\",\"lines\":[\"tea\",\"cups\"],\"total\":19.5}");

        JsonNode endless = client.call("tryHandler", delivery(RECEIPT, "{\"id\":\"stuck-1\"}", "", 1));
        assertThat(endless.get("running").asBoolean()).isTrue();
        assertThat(endless.get("deliveries").get(0).get("running").asBoolean()).isTrue();
    }

    private void batches(JsonRpcClient client) throws Exception {
        assertThat(events(client, parcel("s1", "SMALL"), parcel("s2", "SMALL"))).contains(
                "{\"key\":\"s1\",\"outcome\":\"completed\",\"executed\":true,\"attempt\":1}",
                "{\"key\":\"s2\",\"outcome\":\"completed\",\"executed\":true,\"attempt\":1}");
        assertThat(events(client, parcel("s1", "SMALL"), parcel("s3", "LARGE"), parcel("s4", "SMALL"))).contains(
                "{\"key\":\"s1\",\"outcome\":\"replayed\",\"executed\":false,\"attempt\":0}",
                "{\"key\":\"s3\",\"outcome\":\"failed\",\"executed\":true,\"attempt\":1}",
                "{\"key\":\"s4\",\"outcome\":\"completed\",\"executed\":true,\"attempt\":1}");
        JsonNode empty = trial(client, SHIP, "[]", "", 1).get(0);
        assertThat(empty.get("events")).isEmpty();
        assertThat(empty.get("result").asText()).isEqualTo("[]");
    }

    private static String events(JsonRpcClient client, String... parcels) throws Exception {
        JsonNode delivery = trial(client, SHIP, List.of(parcels).toString(), "", 1).get(0);
        assertThat(delivery.has("outcome")).isFalse();
        assertThat(delivery.get("executed").asBoolean()).isTrue();
        return delivery.get("events").toString();
    }

    private void refusals(JsonRpcClient client) throws Exception {
        assertThat(client.error("tryHandler", delivery(RECEIPT, "{\"id\": nope", "", 1))).contains("The payload is no JSON:",
                "line 1");
        assertThat(client.error("tryHandler", delivery(RECEIPT, "", "", 1))).contains("The payload is no");
        assertThat(client.error("tryHandler", delivery(RECEIPT, "{} {}", "", 1))).contains("The payload is no");
        assertThat(client.error("tryHandler", delivery(RECEIPT, "{\"items\":\"many\"}", "", 1)))
                .contains("The payload is no Order:", "many");
        assertThat(client.error("tryHandler", delivery(LOSE, "purse", "", 1))).contains("a text is written in quotes");
        assertThat(client.error("tryHandler", delivery(PACK, parcel("p", "SMALL"), "", 1)))
                .contains("The payload is not an object with the arguments clerk, parcel");
        assertThat(client.error("tryHandler", delivery(PRINT, "\"a\"", "[1]", 1))).contains("The metadata is no JSON object");
        assertThat(client.error("tryHandler", delivery(PRINT, "\"a\"", "{\"label-id\":null}", 1))).contains("null is no text");
        assertThat(client.error("tryHandler", delivery(PRINT, "\"a\"", "null", 1))).contains("null is no text");
        assertThat(client.error("tryHandler", delivery("org.acme.Größe#*", "{}", "", 1)))
                .contains("'org.acme.Größe#*' is no guarded handler");
        assertThat(client.error("tryHandler", delivery("", "{}", "", 1))).contains("handler is missing");
        assertThat(client.error("tryHandler", delivery(WEIGHED, "{}", "", 1))).contains("It takes a Weight");
        for (int times : new int[] { 0, -1, 101 }) {
            assertThat(client.error("tryHandler", delivery(RECEIPT, "{}", "", times)))
                    .contains("times is " + times + ": it must be 1 to 100");
        }
        assertThat(client.error("trial", Map.of("trial", 4711))).contains("There is no trial 4711");
    }

    /** Dev mode shows the log in the terminal, where the stack trace of a typing error would bury everything else. */
    @Test
    void mistakesAreLoggedInOneLine() throws Exception {
        TEST.clearLogRecords();
        String receipt = "idempotency:events:receipts:";
        try (JsonRpcClient client = new JsonRpcClient(PORT)) {
            refusals(client);
            client.error("recordsPage", Map.of("size", 0));
            client.error("recordsPage", Map.of("scope", "or*ders"));
            client.error("recordsPage", Map.of("status", "done"));
            client.error("recordsPage", Map.of("cursor", "next"));
            client.error("oneRecord", Map.of("storeKey", ""));
            client.error("oneRecord", Map.of("storeKey", receipt + "gone"));
            client.error("oneRecord", Map.of("storeKey", "elsewhere:1"));
            client.error("completeRecord", Map.of("storeKey", receipt + "gone", "resultJson", "{nope"));
            client.error("failRecord", Map.of("storeKey", receipt + "gone", "error", "why"));
            client.error("deleteMatching", Map.of("scope", "größe*"));
        }
        PatternFormatter formatter = new PatternFormatter("%p [%c] %s%e%n");
        List<String> entries = TEST.getLogRecords().stream().map(entry -> formatter.format(ExtLogRecord.wrap(entry))).toList();
        assertThat(entries).hasSizeGreaterThanOrEqualTo(26)
                .allSatisfy(entry -> assertThat(entry.strip().lines()).as(entry).hasSize(1));
    }

    private void warnings(JsonRpcClient client) throws Exception {
        Map<String, String> warnings = new TreeMap<>();
        client.call("startWarnings", Map.of())
                .forEach(warning -> warnings.put(warning.get("code").asText(), warning.get("text").asText()));
        assertThat(warnings.keySet()).containsExactly("QEI00002", "QEI00020", "QEI00302");
        assertThat(warnings.get("QEI00002")).contains("Did you mean quarkus.event-idempotency.scopes.\"weigh\"?");
        assertThat(warnings.get("QEI00302")).contains("ParcelHandler#weighed");
        assertThat(client.call("handlers", Map.of()).get(0).get("policies").toString())
                .contains("{\"name\":\"store-retry-timeout\",\"value\":\"0S\",\"source\":"
                        + "\"quarkus.event-idempotency.scopes.\\\"orders\\\".mode\"}");
    }

    @Test
    void pagesDeliverAndWarn() {
        try (Browser browser = new Browser()) {
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                tries(browser.open(theme), theme);
            }
            Page page = browser.open(ColorScheme.LIGHT);
            forgets(page);
            assertThat(browser.complaints).isEmpty();
            assertThat(browser.elsewhere).isEmpty();
            isReloaded(page);
        }
    }

    private static void choose(Page page, String handler) {
        page.locator("vaadin-combo-box#handler input").fill(handler);
        page.keyboard().press("Enter");
    }

    private static Locator counts(Page page) {
        return page.locator("#counts");
    }

    private void tries(Page page, ColorScheme theme) {
        String suffix = "-" + theme.name().toLowerCase(Locale.ROOT);
        DevUiTestBase.open(page, PORT, "try-it");
        Locator payload = page.locator("vaadin-text-area#payload textarea");
        choose(page, "ParcelHandler#pack");
        assertThat(payload).hasValue(Pattern.compile("clerk-1"));
        payload.fill("{\"clerk\": nope");
        page.locator("#deliver").click();
        assertThat(page.locator("[role=alert].error")).containsText("The payload is no JSON");
        assertThat(page.locator("#deliver")).isVisible();

        String id = theme.name() + "-1";
        payload.fill("{\"clerk\": \"Ada\", \"parcel\": " + parcel(id, "SMALL") + "}");
        page.locator("#deliver").click();
        assertThat(counts(page)).hasText("completed 1");
        assertThat(page.locator("[role=alert].error")).hasCount(0);
        assertThat(DevUiTestBase.cell(page, "desk of Ada: SMALL")).isVisible();
        assertThat(DevUiTestBase.cell(page, "Ada-" + id)).isVisible();

        payload.fill("{\"clerk\": \"Ada\", \"parcel\": " + parcel(theme.name() + "-2", "LARGE") + "}");
        page.locator("vaadin-integer-field#times input").fill("8");
        page.keyboard().press("Tab");
        page.locator("#deliver").click();
        assertThat(counts(page)).containsText("7 waited");
        open(theme.name() + "-2");
        assertThat(counts(page)).containsText("completed 1");
        assertThat(counts(page)).containsText("replayed 7");
        assertThat(counts(page)).containsText("7 waited");
        Browser.picture(page, "dev-ui-try-it" + suffix);

        choose(page, "ParcelHandler#ship");
        assertThat(payload).hasValue(Pattern.compile("id-1"));
        payload.fill("[%s, %s]".formatted(parcel(theme.name() + "-3", "SMALL"), parcel(theme.name() + "-4", "LARGE")));
        page.locator("vaadin-integer-field#times input").fill("1");
        page.keyboard().press("Tab");
        page.locator("#deliver").click();
        assertThat(counts(page)).containsText("completed 1");
        assertThat(counts(page)).containsText("failed 1");
        Locator events = page.locator(".event");
        assertThat(events).hasCount(2);
        assertThat(events.filter(new Locator.FilterOptions().setHasText(theme.name() + "-3"))).containsText("completed");
        assertThat(events.filter(new Locator.FilterOptions().setHasText(theme.name() + "-4"))).containsText("failed");
        Browser.picture(page, "dev-ui-try-batch" + suffix);

        page.locator("vaadin-integer-field#times input").fill("101");
        page.keyboard().press("Tab");
        page.locator("#deliver").click();
        assertThat(page.locator("[role=alert].error")).containsText("times is 101: it must be 1 to 100");

        choose(page, "ParcelHandler#weighed");
        assertThat(page.locator("#why")).containsText("It takes a Weight");
        choose(page, "ParcelHandler#print");
        assertThat(page.locator("vaadin-text-area#metadata textarea"))
                .hasValue(Pattern.compile("label-id-1"));

        DevUiTestBase.open(page, PORT, "handlers");
        assertThat(page.locator("#warnings")).containsText("QEI00002");
        assertThat(page.locator("#warnings")).containsText("Did you mean quarkus.event-idempotency.scopes.\"weigh\"?");
        assertThat(page.locator("#warnings .warning")).hasCount(3);
        assertThat(page.locator("td .badge").filter(new Locator.FilterOptions().setHasText("weights"))).hasCount(1);
        Browser.picture(page, "dev-ui-warnings" + suffix);
    }

    /** The page waits for the trial that it shows, and for no other. */
    private void forgets(Page page) {
        DevUiTestBase.open(page, PORT, "try-it");
        Locator payload = page.locator("vaadin-text-area#payload textarea");
        choose(page, "OrderHandler#receipt");
        assertThat(payload).hasValue(Pattern.compile("id-1"));
        payload.fill(STUCK.formatted(7));
        page.locator("#deliver").click();
        assertThat(page.locator("vaadin-progress-bar")).hasCount(1);
        choose(page, "ParcelHandler#print");
        assertThat(page.locator("vaadin-progress-bar")).hasCount(0);
        page.locator("#deliver").click();
        assertThat(counts(page)).hasText("completed 1");
        page.waitForTimeout(1500); // the server answers after a second that the first one has not ended
        assertThat(counts(page)).hasText("completed 1");
        assertThat(page.locator("vaadin-progress-bar")).hasCount(0);
    }

    private void isReloaded(Page page) {
        choose(page, "OrderHandler#receipt");
        page.locator("vaadin-text-area#payload textarea").fill(STUCK.formatted(8));
        page.locator("#deliver").click();
        assertThat(counts(page)).hasText("running 1");
        TEST.modifySourceFile(OrderHandler.class, source -> source.replace("out of paper", "out of ink"));
        open("nobody");
        Locator error = page.locator("[role=alert].error");
        assertThat(error).containsText("The application was reloaded",
                new LocatorAssertions.ContainsTextOptions().setTimeout(DevUiTestBase.RELOAD_MILLIS));
        assertThat(page.locator("vaadin-progress-bar")).hasCount(0);
        choose(page, "ParcelHandler#print");
        assertThat(error).hasCount(0);
        // Dev mode hands requests that come in while it reloads to the application that has been stopped, and they get no answer.
        await().pollInSameThread().atMost(DevUiTestBase.RELOAD_MILLIS, TimeUnit.MILLISECONDS).untilAsserted(() -> {
            page.locator("#deliver").click();
            assertThat(counts(page)).hasText(Pattern.compile("(completed|replayed) 1"),
                    new LocatorAssertions.HasTextOptions().setTimeout(3_000));
        });
    }
}
