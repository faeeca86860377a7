package org.acme.shop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;

import io.quarkus.test.QuarkusDevModeTest;

/** What the pages ask for, and the pages themselves, on any store. */
abstract class DevUiTestBase {

    private static final String ORDERS = "idempotency:events:orders:order:";
    private static final String RECEIPTS = "idempotency:events:receipts:";
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** For how long a busy machine may build the application again, and the page look for it. */
    static final int RELOAD_MILLIS = 90_000;

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static QuarkusDevModeTest application(int port, String more, Class<?>... classes) {
        return new QuarkusDevModeTest().withApplicationRoot(jar -> jar
                .addClasses(Order.class, Receipt.class, OrderHandler.class, Deliveries.class).addClasses(classes)
                .addAsResource(new StringAsset("""
                        quarkus.application.name=shop
                        quarkus.http.port=%d
                        quarkus.devservices.enabled=false
                        quarkus.event-idempotency.lease=45S
                        quarkus.event-idempotency.node=shop-1
                        quarkus.event-idempotency.scopes."receipts".wait-timeout=5S
                        %s
                        """.formatted(port, more)), "application.properties"));
    }

    abstract int port();

    abstract String store();

    abstract QuarkusDevModeTest test();

    void deliver(String how, String id) {
        get(port(), "deliveries/" + how + (how.equals("many") ? "?n=" : "?id="), id);
    }

    static String get(int port, String what, String id) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/" + what
                    + URLEncoder.encode(id, StandardCharsets.UTF_8))).build();
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            // Dev mode hands requests that come in while it reloads, as of a page that connects again, to the application that has
            // been stopped, whose threads are gone ("worker thread pool exhaustion"). An application without guarded methods that
            // is asked four times at once after a change of its source answers some with 503 too.
            if (response.statusCode() == 503) {
                response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            }
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return response.body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> page(String scope, String keyText, String status, String cursor, int size) {
        return Map.of("scope", scope, "keyText", keyText, "status", status, "cursor", cursor, "size", size);
    }

    private static List<String> keys(JsonNode page) {
        List<String> keys = new ArrayList<>();
        page.get("records").forEach(row -> keys.add(row.get("key").asText()));
        return keys;
    }

    @Test
    void methodsAnswerAndRefuse() throws Exception {
        for (int i = 0; i < 25; i++) {
            deliver("message", "n" + i);
        }
        deliver("call", "käse*[a]");
        deliver("call", "käse*[a]");
        deliver("call", "broken-1");
        deliver("call", "broken-2");
        deliver("call", "stuck-1");
        deliver("call", "stuck-2");
        try (JsonRpcClient client = new JsonRpcClient(port())) {
            looks(client);
            stories(client);
            decides(client);
            streams(client);
            answersInOneFrame(client);
            outage(client);
            empties(client);
        }
    }

    /** {@return the themes to look at; what does not depend on the store is looked at once, where it is both} */
    List<ColorScheme> themes() {
        return List.of(ColorScheme.LIGHT, ColorScheme.DARK);
    }

    /** What is to be seen of a store that goes away and comes back; what was in it may be gone then. */
    void outage(JsonRpcClient client) throws Exception {
    }

    /** Waits for something to happen that has a value in one of its fields. */
    static void await(JsonRpcClient client, int stream, String field, String value) throws InterruptedException {
        boolean happened = false;
        while (!happened) {
            for (JsonNode item : client.next(stream).get("result").path("object").path("items")) {
                happened |= item.path(field).asText().equals(value);
            }
        }
    }

    private void looks(JsonRpcClient client) throws Exception {
        JsonNode overview = client.call("overview", Map.of());
        assertThat(overview.get("methods").asInt()).isEqualTo(2);
        assertThat(overview.get("store").asText()).startsWith(store());
        JsonNode counts = client.call("countByStatus", Map.of());
        assertThat(counts.toString()).contains("\"completed\":26", "\"failed\":2", "\"processing\":2", "\"exact\":true");

        JsonNode handlers = client.call("handlers", Map.of());
        assertThat(handlers).hasSize(2);
        JsonNode on = handlers.get(0);
        assertThat(on.get("method").asText()).isEqualTo("org.acme.shop.OrderHandler#on(org.acme.shop.Order)");
        assertThat(on.get("channels").get(0).asText()).isEqualTo("orders");
        assertThat(on.get("keySource").asText()).contains("order.id");
        assertThat(on.get("counts").get("completed").asInt()).isEqualTo(25);
        assertThat(on.get("policies").toString()).contains(
                "{\"name\":\"ttl\",\"value\":\"2H\",\"source\":\"annotation\"}",
                "{\"name\":\"lease\",\"value\":\"45S\",\"source\":\"quarkus.event-idempotency.lease\"}",
                "{\"name\":\"on-duplicate\",\"value\":\"REPLAY\",\"source\":\"default\"}",
                "{\"name\":\"store-retry-timeout\",\"value\":\"20S\",\"source\":\"default\"}");
        assertThat(handlers.get(1).get("policies").toString())
                .contains("{\"name\":\"wait-timeout\",\"value\":\"5S\",\"source\":"
                        + "\"quarkus.event-idempotency.scopes.\\\"receipts\\\".wait-timeout\"}");

        Set<String> seen = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = client.call("recordsPage", page("orders", "", "", cursor, 7));
            assertThat(page.get("records").size()).isLessThanOrEqualTo(7);
            seen.addAll(keys(page));
            cursor = page.path("next").asText("null");
        } while (!cursor.equals("null"));
        assertThat(seen).hasSize(25);
        assertThat(keys(client.call("recordsPage", page("", "käse*[", "", "", 50)))).containsExactly("käse*[a]");
        assertThat(keys(client.call("recordsPage", page("", "*", "", "", 50)))).containsExactly("käse*[a]");
        assertThat(keys(client.call("recordsPage", page("", "?", "", "", 50)))).isEmpty();
        assertThat(keys(client.call("recordsPage", page("", "", "FAILED", "", 50)))).containsExactlyInAnyOrder("broken-1",
                "broken-2");
        assertThat(keys(client.call("recordsPage", page("none", "", "", "", 50)))).isEmpty();

        JsonNode one = client.call("oneRecord", Map.of("storeKey", RECEIPTS + "käse*[a]"));
        assertThat(one.get("result").asText())
                .isEqualTo("{\"order\":\"käse*[a]\",\"lines\":[\"tea\",\"cups\"],\"total\":19.5}");
        assertThat(one.get("row").get("duplicates").asInt()).isEqualTo(1);
        assertThat(one.get("row").get("node").asText()).isEqualTo("shop-1");

        assertThat(client.error("recordsPage", page("", "", "done", "", 50)))
                .contains("'done' is no status: it must be processing, completed, failed,");
        assertThat(client.error("recordsPage", page("or*ders", "", "", "", 50))).contains("'or*ders' is no scope");
        assertThat(client.error("recordsPage", page("größe", "", "", "", 50))).contains("'größe' is no scope");
        assertThat(client.error("recordsPage", page("", "", "", "weiter", 50))).contains("'weiter' is no cursor");
        assertThat(client.error("recordsPage", page("", "", "", "", 0))).contains("size is 0: it must be 1 to 500");
        assertThat(client.error("oneRecord", Map.of("storeKey", RECEIPTS + "nobody")))
                .contains("No record stands at '" + RECEIPTS + "nobody'");
        assertThat(client.error("oneRecord", Map.of("storeKey", "elsewhere:1")))
                .contains("'elsewhere:1' is no key of a record");
        assertThat(client.error("oneRecord", Map.of("storeKey", ""))).contains("storeKey is missing");
    }

    private void decides(JsonRpcClient client) throws Exception {
        for (String action : List.of("deleteRecord", "releaseRecord", "completeRecord", "failRecord")) {
            Map<String, Object> unknown = Map.of("storeKey", RECEIPTS + "nobody", "resultJson", "", "error", "why");
            assertThat(client.error(action, unknown)).as(action).contains("No record stands at");
            assertThat(client.error(action, Map.of("storeKey", RECEIPTS + "größe*", "resultJson", "", "error", "why")))
                    .as(action)
                    .contains("No record stands at '" + RECEIPTS + "größe*'");
            assertThat(client.error(action, Map.of("storeKey", "elsewhere:1", "resultJson", "", "error", "why"))).as(action)
                    .contains("'elsewhere:1' is no key of a record");
            assertThat(client.error(action, Map.of("storeKey", "", "resultJson", "", "error", "why"))).as(action)
                    .contains("storeKey is missing");
        }
        assertThat(client.error("releaseRecord", Map.of("storeKey", ORDERS + "n1"))).contains("is completed, and stays so");
        assertThat(client.error("failRecord", Map.of("storeKey", ORDERS + "n1", "error", "why"))).contains("completed already");
        assertThat(client.error("failRecord", Map.of("storeKey", RECEIPTS + "stuck-1", "error", "")))
                .contains("error is missing");
        assertThat(client.error("completeRecord", Map.of("storeKey", RECEIPTS + "stuck-1", "resultJson", "{nope")))
                .contains("resultJson is no JSON");

        assertThat(client.call("completeRecord", Map.of("storeKey", RECEIPTS + "stuck-1", "resultJson", "{\"order\":\"x\"}"))
                .asText()).isEqualTo("FORCED");
        assertThat(client.call("failRecord", Map.of("storeKey", RECEIPTS + "stuck-2", "error", "lost")).asText())
                .isEqualTo("FORCED");
        assertThat(client.call("oneRecord", Map.of("storeKey", RECEIPTS + "stuck-2")).get("error").asText()).isEqualTo("lost");
        assertThat(client.call("releaseRecord", Map.of("storeKey", RECEIPTS + "stuck-2")).asText()).isEqualTo("RELEASED");
        assertThat(client.call("deleteRecord", Map.of("storeKey", RECEIPTS + "stuck-2")).asText()).isEqualTo("DELETED");

        assertThat(client.error("deleteMatching", Map.of("scope", "", "keyText", "", "status", "gone"))).contains("no status");
        assertThat(client.error("deleteMatching", Map.of("scope", "größe*", "keyText", "", "status", "")))
                .contains("'größe*' is no scope");
        assertThat(client.call("deleteMatching", Map.of("keyText", "?")).get("deleted").asLong()).isZero();
        assertThat(client.call("deleteMatching", Map.of("scope", "orders", "keyText", "n1")).get("deleted").asLong())
                .isEqualTo(11);
        assertThat(client.call("deleteMatching", Map.of("status", "failed")).get("deleted").asLong()).isEqualTo(2);
        assertThat(client.call("countByStatus", Map.of()).get("byStatus").toString()).isEqualTo("{\"completed\":16}");
    }

    /** In several frames, a message of another thread would come between them, and browsers close the connection then. */
    private void answersInOneFrame(JsonRpcClient client) throws Exception {
        deliver("call", "stuck-3");
        client.call("completeRecord",
                Map.of("storeKey", RECEIPTS + "stuck-3", "resultJson", '"' + "long".repeat(50_000) + '"'));
        FirstFrame frame = FirstFrame.ofAnswer(port(), "oneRecord", Map.of("storeKey", RECEIPTS + "stuck-3"));
        assertThat(frame.length()).isGreaterThan(200_000);
        assertThat(frame.last()).isTrue();
    }

    /** The last step, since the store may be empty then. */
    void empties(JsonRpcClient client) throws Exception {
        assertThat(client.error("emptyInMemoryStore", Map.of())).contains("The records are not in memory");
    }

    private void stories(JsonRpcClient client) throws Exception {
        JsonNode story = client.call("story", Map.of("storeKey", RECEIPTS + "broken-1"));
        assertThat(story.get("answers").get(0).asText()).startsWith("Failed (IllegalStateException: ");
        assertThat(story.get("key").asText()).isEqualTo("broken-1");
        assertThat(story.get("scope").asText()).isEqualTo("receipts");
        JsonNode failed = story.get("happenings").get(1);
        assertThat(failed.get("kind").asText()).isEqualTo("failed");
        assertThat(failed.get("errorType").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failed.get("thread").asText()).isNotEmpty();
        assertThat(story.get("handlers").get(0).get("method").asText()).isEqualTo(
                "org.acme.shop.OrderHandler#receipt(org.acme.shop.Order)");
        JsonNode ofConsumer = client.call("story", Map.of("storeKey", ORDERS + "n1"));
        assertThat(ofConsumer.get("handlers").get(0).get("channels").get(0).asText()).isEqualTo("orders");
        JsonNode unknown = client.call("story", Map.of("storeKey", RECEIPTS + "nobody"));
        assertThat(unknown.get("answers").get(0).asText()).isEqualTo(
                "There is no record, and this process has not seen the key: the next delivery runs the handler.");
        assertThat(unknown.get("happenings")).isEmpty();
        assertThat(client.error("story", Map.of("storeKey", ""))).contains("storeKey is missing");
        assertThat(client.error("story", Map.of("storeKey", "elsewhere:1"))).contains("'elsewhere:1' is no key of a record");
    }

    private void streams(JsonRpcClient client) throws Exception {
        int id = client.send("happenings", Map.of("since", 0));
        assertThat(client.next(id).get("result").get("messageType").asText()).isEqualTo("Void");
        JsonNode before = client.next(id).get("result").get("object");
        assertThat(before.get("executed").asInt()).isEqualTo(28);
        assertThat(before.get("suppressed").asInt()).isEqualTo(1);
        deliver("call", "n7");
        deliver("call", "n7");
        List<String> kinds = new ArrayList<>();
        while (kinds.size() < 3) {
            client.next(id).get("result").get("object").get("items").forEach(item -> kinds.add(item.get("kind").asText()));
        }
        assertThat(kinds).containsExactly("claimed", "completed", "replayed");
        long last = before.get("last").asLong();
        int later = client.send("happenings", Map.of("since", last));
        client.next(later);
        assertThat(client.next(later).get("result").get("object").get("items")).hasSize(3);
        JsonNode heartbeat = client.next(later).get("result").get("object");
        assertThat(heartbeat.get("items")).isEmpty();
        assertThat(heartbeat.get("over").asBoolean()).isFalse();
    }

    @Test
    void pagesShowAndAct() throws Exception {
        for (int i = 1; i <= 12; i++) {
            deliver("message", "2026-%04d".formatted(i));
        }
        deliver("message", "2026-0003");
        deliver("call", "2026-0001");
        deliver("call", "2026-0001");
        deliver("call", "broken-1");
        deliver("call", "stuck-1");
        deliver("call", "stuck-2");
        try (Browser browser = new Browser()) {
            for (ColorScheme theme : themes()) {
                shows(browser.open(theme), theme);
                tells(browser.open(theme), theme);
            }
            Page page = browser.open(ColorScheme.LIGHT);
            acts(page);
            if (themes().size() > 1) {
                copies(page);
                goesOnAndStops(browser.open(ColorScheme.LIGHT));
                logs(page);
                watchesOn(browser.open(ColorScheme.LIGHT));
            }
            assertThat(browser.complaints).isEmpty();
            moves(page);
            // a page that connects again before the reload is over is now and then refused this file of the Dev UI's own
            assertThat(browser.complaints).filteredOn(complaint -> !complaint.contains("/q/dev-ui/devui-data.js?")).isEmpty();
            assertThat(browser.elsewhere).isEmpty();
        }
    }

    private static String url(int port, String page) {
        return "http://localhost:" + port + "/q/dev-ui/" + page;
    }

    private void open(Page page, String name) {
        open(page, port(), name);
    }

    static void open(Page page, int port, String name) {
        page.navigate(url(port, "quarkus-event-idempotency/" + name));
        page.waitForSelector("qwc-event-idempotency-" + name);
    }

    static Locator cell(Page page, String text) {
        return page.locator("vaadin-grid-cell-content:visible", new Page.LocatorOptions().setHasText(text)).first();
    }

    /** Shows all of the handler whose name ends so. */
    static void expand(Page page, String method) {
        page.locator("button.expand").filter(new Locator.FilterOptions().setHasText(Pattern.compile(method + "$"))).click();
    }

    private void shows(Page page, ColorScheme theme) {
        String suffix = "-" + theme.name().toLowerCase(Locale.ROOT);
        page.navigate(url(port(), "extensions"));
        Locator card = page.locator("qwc-event-idempotency-card");
        assertThat(card).containsText("Guarded methods: 2");
        assertThat(card).containsText(store());
        assertThat(card).containsText("completed 13");
        card.scrollIntoViewIfNeeded();
        assertThat(card.locator("#guide")).hasAttribute("href", Pattern.compile("https://.*quarkus-event-idempotency.*"));
        assertThat(card.locator("qwc-extension-link")).hasCount(6);
        Browser.picture(page, "dev-ui-card" + suffix);

        open(page, "records");
        assertThat(page.locator("#shown")).hasText("16 shown");
        for (int time = 0; time < 2; time++) {
            cell(page, "broken-1").click();
            assertThat(page.locator(".detail")).containsText("The printer is out of paper");
            assertThat(page.locator(".detail")).containsText("\"status\": \"failed\"");
            page.locator(".detail vaadin-button[aria-label=Close]").click();
            assertThat(page.locator(".detail")).hasCount(0);
        }
        Locator byScope = page.locator("vaadin-grid-sorter").filter(new Locator.FilterOptions().setHasText("Scope"));
        byScope.click();
        page.waitForCondition(() -> scopes(page).equals(scopes(12, "orders", 4, "receipts")));
        byScope.click();
        page.waitForCondition(() -> scopes(page).equals(scopes(4, "receipts", 12, "orders")));
        page.locator("vaadin-combo-box.scope input").fill("receipts");
        page.keyboard().press("Enter");
        assertThat(page.locator("#shown")).hasText("4 shown");
        page.locator("vaadin-combo-box.scope input").fill("");
        page.keyboard().press("Enter");
        assertThat(page.locator("#shown")).hasText("16 shown");
        cell(page, "receipts").waitFor();
        Browser.picture(page, "dev-ui-records" + suffix);
        checkAccessibility(page);
        page.locator("vaadin-grid-cell-content:visible code").filter(new Locator.FilterOptions().setHasText(
                Pattern.compile("^2026-0001$"))).first().click();
        assertThat(page.locator(".detail")).containsText("\"cups\"");
        Browser.picture(page, "dev-ui-record" + suffix);
        checkAccessibility(page);

        open(page, "handlers");
        Locator handler = page.locator(".detail");
        expand(page, "#on");
        assertThat(handler).containsText("order:{order.id}");
        expand(page, "#receipt");
        assertThat(handler).containsText("quarkus.event-idempotency.scopes.\"receipts\".wait-timeout");
        assertThat(handler).containsText(Pattern.compile("replayed [12]")); // one more for each theme
        Browser.picture(page, "dev-ui-handlers" + suffix);
        checkAccessibility(page);

        open(page, "live");
        cell(page, "claimed").waitFor();
        deliver("call", "2026-0001");
        cell(page, "replayed").waitFor();
        Browser.picture(page, "dev-ui-live" + suffix);
        checkAccessibility(page);
    }

    /** The store does not matter to it. */
    private void checkAccessibility(Page page) {
        if (themes().size() > 1) {
            Accessibility.check(page);
        }
    }

    private void tells(Page page, ColorScheme theme) {
        page.navigate(url(port(), "quarkus-event-idempotency/story?record=" + RECEIPTS + "2026-0001"));
        Locator answers = page.locator("qwc-event-idempotency-story .answer");
        assertThat(answers.first())
                .hasText(Pattern.compile(
                        "Skipped: an event with this key completed \\d+\\S* ?\\w+ ago on shop-1 in .*; forgotten in .*"));
        Locator kinds = page.locator("qwc-event-idempotency-story tbody .badge");
        assertThat(kinds.nth(0)).hasText("claimed");
        assertThat(kinds.nth(1)).hasText("completed");
        assertThat(kinds.nth(2)).hasText("replayed");
        assertThat(page.locator("qwc-event-idempotency-story #payloads")).containsText("No difference");
        Browser.picture(page, "dev-ui-story-" + theme.name().toLowerCase(Locale.ROOT));
        checkAccessibility(page);

        page.navigate(url(port(), "quarkus-event-idempotency/story"));
        page.locator("qwc-event-idempotency-story #text input").fill("broken");
        page.keyboard().press("Enter");
        page.locator("qwc-event-idempotency-story .found a").first().click();
        assertThat(answers.first())
                .hasText("Failed (IllegalStateException: The printer is out of paper): the next delivery runs "
                        + "the handler as attempt 2.");
        assertThat(page.locator("qwc-event-idempotency-story tr.problem")).containsText("The printer is out of paper");
        page.getByText("Its record").click();
        assertThat(page.locator(".detail")).containsText("The printer is out of paper");
        page.goBack();
        assertThat(answers.first()).containsText("The printer is out of paper");
    }

    /** {@return the scopes of the records that are shown, from the top down} */
    private static Object scopes(Page page) {
        return page.locator("vaadin-grid-cell-content:visible").evaluateAll("""
                cells => cells.filter(cell => ['orders', 'receipts'].includes(cell.textContent.trim()))
                    .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
                    .map(cell => cell.textContent.trim())""");
    }

    private static List<String> scopes(int first, String firstScope, int then, String thenScope) {
        List<String> scopes = new ArrayList<>(Collections.nCopies(first, firstScope));
        scopes.addAll(Collections.nCopies(then, thenScope));
        return scopes;
    }

    private void acts(Page page) {
        open(page, "records");
        page.locator("vaadin-combo-box.scope input").fill("receipts");
        page.keyboard().press("Enter");
        assertThat(page.locator("#shown")).hasText("4 shown");

        Locator question = page.locator("vaadin-confirm-dialog");
        choose(page, "stuck-1", "complete");
        assertThat(question).containsText("stuck-1");
        page.locator("#answer textarea").fill("{nope");
        confirm(page);
        assertThat(page.locator("[role=alert].error")).containsText("resultJson is no JSON");
        page.locator(".detail #complete").click();
        page.locator("#answer textarea").fill("{\"order\":\"by hand\",\"total\":19.50,\"till\":12345678901234567890}");
        confirm(page);
        assertThat(page.locator(".detail")).containsText("\"order\": \"by hand\"");
        assertThat(page.locator(".detail")).containsText("\"total\": 19.50");
        assertThat(page.locator(".detail")).containsText("\"till\": 12345678901234567890");
        assertThat(page.locator("[role=alert].error")).hasCount(0);

        choose(page, "stuck-2", "fail");
        Locator yes = page.locator("#confirm");
        assertThat(yes).hasAttribute("disabled", "");
        page.locator("#answer textarea").fill(" ");
        assertThat(yes).hasAttribute("disabled", "");
        page.locator("#answer textarea").fill("We lost it");
        confirm(page);
        assertThat(page.locator(".detail")).containsText("We lost it");
        page.locator(".detail #release").click();
        confirm(page);
        assertThat(page.locator(".detail")).containsText("yes, with the next delivery");
        page.locator(".detail #delete").click();
        page.locator("vaadin-button[slot=cancel-button]").click();
        assertThat(page.locator("#shown")).hasText("4 shown");
        page.locator(".detail #delete").click();
        confirm(page);
        assertThat(page.locator("#shown")).hasText("3 shown");
        assertThat(page.locator(".detail")).hasCount(0);

        Locator deleteAll = page.locator("#delete-matching:not([disabled])");
        assertThat(deleteAll).hasCount(1);
        page.locator("vaadin-text-field.text input").fill("broken");
        assertThat(deleteAll).hasCount(0);
        page.locator("#find").click();
        assertThat(page.locator("#shown")).hasText("1 shown");
        deleteAll.click();
        assertThat(question).containsText("Scope: receipts, Key: broken");
        confirm(page);
        assertThat(page.locator("#shown")).hasText("0 shown");
        page.locator("vaadin-text-field.text input").fill("");
        page.locator("#find").click();
        assertThat(page.locator("#shown")).hasText("2 shown");
        page.locator("vaadin-combo-box.scope input").fill("");
        page.keyboard().press("Enter");
        assertThat(page.locator("#shown")).hasText("14 shown");
        deleteAll.click();
        assertThat(question).containsText("All records of this store");
        page.locator("vaadin-button[slot=cancel-button]").click();
    }

    private void copies(Page page) {
        open(page, "records");
        cell(page, "2026-0001").click();
        page.locator(".detail #copy").click();
        page.waitForCondition(() -> (ORDERS + "2026-0001").equals(page.evaluate("navigator.clipboard.readText()"))
                || (RECEIPTS + "2026-0001").equals(page.evaluate("navigator.clipboard.readText()")));
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })"); // as without https
        page.locator(".detail #copy").click();
        assertThat(page.locator("vaadin-notification-card").filter(new Locator.FilterOptions().setHasText(
                "copy only from localhost and over https"))).isAttached();
    }

    /** Answers are held back, as those of a large store would be late. */
    private void goesOnAndStops(Page page) {
        deliver("many", "130");
        List<Runnable> late = new ArrayList<>();
        AtomicReference<String> hold = new AtomicReference<>("nothing");
        page.routeWebSocket(url -> url.endsWith("json-rpc-ws"), socket -> {
            WebSocketRoute server = socket.connectToServer();
            server.onMessage(frame -> {
                if (frame.text().contains('"' + hold.get() + '"')) {
                    late.add(() -> socket.send(frame.text()));
                } else {
                    socket.send(frame.text());
                }
            });
        });
        open(page, "records");
        page.locator("vaadin-combo-box.scope input").fill("orders");
        page.keyboard().press("Enter");
        page.locator("#more").waitFor();
        Matcher shown = Pattern.compile("(\\d+) shown").matcher(page.locator("#shown").textContent());
        assertThat(shown.lookingAt()).isTrue();
        assertThat(Integer.parseInt(shown.group(1))).isBetween(100, 141);
        page.locator("#more").press("Enter");
        assertThat(page.locator("#shown")).hasText("142 shown");
        assertThat(page.locator("#more")).hasCount(0);

        hold.set("foreign");
        page.locator("vaadin-combo-box.status input").fill("failed");
        page.keyboard().press("Enter");
        page.locator("vaadin-progress-bar").waitFor();
        assertThat(page.locator("#shown")).containsText("pages searched");
        page.locator("#stop").press("Enter");
        assertThat(page.locator("vaadin-progress-bar")).hasCount(0);
        assertThat(page.locator("#stop")).hasCount(0);
        hold.set("nothing");
        page.waitForCondition(() -> !late.isEmpty());
        late.forEach(Runnable::run);
        page.waitForTimeout(200);
        assertThat(page.locator("#shown")).hasText("142 shown");
        assertThat(page.locator("#delete-matching")).hasAttribute("disabled", "");
        page.locator("#find").click();
        assertThat(page.locator("#shown")).hasText("0 shown");
        page.locator("vaadin-combo-box.status input").fill("");
        page.keyboard().press("Enter");
        page.locator("#more").waitFor();
        showsTheLastOneAskedFor(page, hold, late);
        page.context().close();
    }

    private static void showsTheLastOneAskedFor(Page page, AtomicReference<String> hold, List<Runnable> late) {
        Locator keys = page.locator("vaadin-grid-cell-content:visible code");
        late.clear();
        hold.set("hasResult");
        keys.nth(0).click();
        page.waitForCondition(() -> !late.isEmpty());
        hold.set("nothing");
        String second = keys.nth(1).textContent();
        keys.nth(1).click();
        Locator head = page.locator(".detail h4");
        assertThat(head).containsText(second);
        late.forEach(Runnable::run);
        page.waitForTimeout(200);
        assertThat(head).containsText(second);

        late.clear();
        hold.set("hasResult");
        keys.nth(0).click();
        page.waitForCondition(() -> !late.isEmpty());
        page.locator(".detail vaadin-button[aria-label=Close]").click();
        late.forEach(Runnable::run);
        page.waitForTimeout(200);
        assertThat(head).hasCount(0);
        hold.set("nothing");
    }

    /** Quarkus ends a stream whose number somebody else gives to another one, as a second tab does. */
    private void watchesOn(Page page) throws Exception {
        List<Integer> streams = new CopyOnWriteArrayList<>();
        Pattern asked = Pattern.compile("_happenings\".*\"id\":(\\d+)");
        page.onWebSocket(socket -> socket.onFrameSent(frame -> {
            Matcher stream = asked.matcher(frame.text());
            if (stream.find()) {
                streams.add(Integer.parseInt(stream.group(1)));
            }
        }));
        open(page, "live");
        deliver("call", "before-1");
        cell(page, "before-1").waitFor();
        try (JsonRpcClient other = new JsonRpcClient(port())) {
            for (int stream : streams) {
                other.ask(stream, "quarkus-event-idempotency_happenings", Map.of("since", 0));
            }
            int last = streams.get(streams.size() - 1);
            deliver("call", "taken-1");
            await(other, last, "key", "taken-1");
            deliver("call", "taken-2");
            await(other, last, "key", "taken-2");
            assertThat(cell(page, "taken-1")).hasCount(0);
            cell(page, "taken-1").waitFor(new Locator.WaitForOptions().setTimeout(60_000));
            deliver("call", "after-1");
            cell(page, "after-1").waitFor();
            await(other, last, "key", "after-1");
        }
    }

    private void logs(Page page) {
        open(page, "live");
        page.locator("qwc-footer .openIcon").click();
        page.locator("qwc-footer vaadin-tab").filter(new Locator.FilterOptions().setHasText("Events")).click();
        Locator log = page.locator("qwc-event-idempotency-log");
        deliver("call", "logged-1");
        assertThat(log.locator(".line").filter(new Locator.FilterOptions().setHasText("receipts logged-1"))).hasCount(2);
        assertThat(log.locator(".line").first()).containsText("completed");
        assertThat(log.locator(".line").first()).containsText("receipts logged-1");
        page.locator("qwc-footer .openIcon").click();
    }

    private static void choose(Page page, String key, String action) {
        cell(page, key).click();
        assertThat(page.locator(".detail h4")).containsText(key);
        page.locator(".detail #" + action).click();
    }

    static void confirm(Page page) {
        page.locator("vaadin-button[slot=confirm-button]").click();
        page.locator("vaadin-button[slot=confirm-button]").waitFor(
                new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
    }

    private void moves(Page page) throws Exception {
        open(page, "live");
        cell(page, "claimed").waitFor();
        page.locator("#clear").click();
        assertThat(page.getByText("Nothing has happened yet.")).isVisible();
        assertThat(cell(page, "claimed")).hasCount(0);
        deliver("message", "seen");
        cell(page, "order:seen").waitFor();
        page.locator("#pause").click();
        try (JsonRpcClient other = new JsonRpcClient(port())) {
            int stream = other.send("happenings", Map.of("since", 0));
            deliver("message", "meanwhile");
            await(other, stream, "key", "order:meanwhile");
            deliver("message", "later"); // a stream that has told of this one has told of the other before, whichever it is
            await(other, stream, "key", "order:later");
        }
        assertThat(cell(page, "order:meanwhile")).hasCount(0);
        page.locator("#pause").click();
        cell(page, "order:meanwhile").waitFor();

        test().modifySourceFile(OrderHandler.class, source -> source.replace("order:{order.id}", "new:{order.id}"));
        deliver("message", "reloaded");
        cell(page, "new:reloaded").waitFor(new Locator.WaitForOptions().setTimeout(RELOAD_MILLIS));
        assertThat(page.locator("#executed")).hasText("1");
        open(page, "handlers");
        expand(page, "#on");
        assertThat(page.locator(".detail")).containsText("new:{order.id}");
        page.navigate(url(port(), "quarkus-event-idempotency/records?keyText=new:reloaded"));
        cell(page, "new:reloaded").waitFor();

        deliver("call", "2026-0001"); // a record of before the reload
        open(page, "live");
        cell(page, "replayed").waitFor();
    }
}
