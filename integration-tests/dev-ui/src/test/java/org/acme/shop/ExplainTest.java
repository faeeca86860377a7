package org.acme.shop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;

import io.quarkus.test.QuarkusDevModeTest;

/** Explanations of records in Redis, and the page that shows them. */
class ExplainTest extends ExplainContract {

    private static final int PORT = DevUiTestBase.freePort();

    @RegisterExtension
    static final TestRedis REDIS = new TestRedis();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = application(PORT, REDIS.setting())
            .setLogRecordPredicate(entry -> entry.getLoggerName().endsWith("JsonRpcCodec"));

    @Override
    int port() {
        return PORT;
    }

    /** A record of a process that has been silent for 50 seconds. */
    private static void put(String scope, String key, int attempt, int leaseMillis) throws IOException {
        REDIS.send("SET", RECORDS + scope + ':' + key, """
                {"status":"processing","owner":"0123456789abcdef0123456789abcdef","attempt":%d,"fence":7,"lease_ms":%d,\
                "ttl_ms":100000,"first_seen_at":"2026-01-01T00:00:00Z","scope":"%s","idempotency_key":"%s",\
                "started_at":"2026-01-01T00:00:00Z","node":"vm/31"}""".formatted(attempt, leaseMillis, scope, key), "PX",
                "50000");
    }

    @Override
    void ofThisStore(JsonRpcClient client) throws Exception {
        put("rejected", "crashed", 1, 20_000);
        sentence(agrees(client, "reject", item("crashed", ""), "", "runs"),
                "The lease of attempt 1 on vm/31 expired 30");
        put("rejected", "alive", 1, 90_000);
        sentence(agrees(client, "reject", item("alive", ""), "", "in-flight-rejected"), "In flight on vm/31 for ");
        put("careful", "crashed", 1, 20_000);
        sentence(agrees(client, "careful", item("crashed", ""), "", "quarantined"), "the event would be quarantined");
        sentence(agrees(client, "careful", item("crashed", ""), "", "quarantined"), "Refused: quarantined");
        put("counted", "crashed", 2, 20_000);
        agrees(client, "count", item("crashed", ""), "", "attempts-exhausted");
        for (String value : List.of("no record", "{\"status\":\"completed\",\"owner\":\"\",\"scope\":\"other\"}", "{}")) {
            REDIS.send("SET", RECORDS + "rejected:foreign", value);
            agrees(client, "reject", item("foreign", ""), "", "foreign-record");
            REDIS.send("SET", RECORDS + "observed:foreign", value);
            agrees(client, "observe", item("x", "foreign"), "", "observed-refused");
        }
        REDIS.send("SET", RECORDS + "rejected:guest", "{\"status\": \"processing\", \"idempotency_key\": \"guest\"}");
        agrees(client, "reject", item("guest", ""), "", "foreign-record");
        withoutRedis(client);
    }

    /** An outage fills the terminal with no stack traces of pages that ask on. */
    private static void withoutRedis(JsonRpcClient client) throws Exception {
        TEST.clearLogRecords();
        REDIS.stop();
        assertThat(client.error("oneRecord", Map.of("storeKey", RECORDS + "rejected:a"))).contains("The store did not confirm");
        JsonNode event = event(client, "reject", item("a", ""));
        assertThat(event.get("forecast").get("outcome").asText()).isEqualTo("store-unavailable");
        sentence(event, "would try again for 20 s, and then fail with StoreUnavailableException");
        assertThat(event.get("storeKey").asText()).isEqualTo(RECORDS + "rejected:a");
        assertThat(client.call("story", Map.of("storeKey", RECORDS + "rejected:a")).get("storeProblem").asText()).isNotEmpty();
        REDIS.start();
        PatternFormatter formatter = new PatternFormatter("%s%e%n");
        assertThat(TEST.getLogRecords()).extracting(entry -> formatter.format(ExtLogRecord.wrap(entry)))
                .singleElement(InstanceOfAssertFactories.STRING)
                .satisfies(entry -> assertThat(entry.strip().lines()).hasSize(1));
    }

    @Test
    void pageExplains() throws Exception {
        try (JsonRpcClient client = new JsonRpcClient(PORT)) {
            deliver(client, "print", item("page", "acme", 5, 6), "");
        }
        try (Browser browser = new Browser()) {
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = browser.open(theme);
                page.setViewportSize(1400, 800);
                explains(page, "-" + theme.name().toLowerCase(Locale.ROOT));
                showsLongTexts(page, "-" + theme.name().toLowerCase(Locale.ROOT));
            }
            keepsWhatIsWritten(browser.open(ColorScheme.LIGHT));
            assertThat(browser.complaints).isEmpty();
            assertThat(browser.elsewhere).isEmpty();
        }
    }

    private static void openTryIt(Page page, String method, String payload) {
        page.navigate("http://localhost:" + PORT + "/q/dev-ui/quarkus-event-idempotency/try-it?handler="
                + URLEncoder.encode(handler(method), StandardCharsets.UTF_8) + "&payload="
                + URLEncoder.encode(payload, StandardCharsets.UTF_8));
        page.waitForSelector("qwc-event-idempotency-try-it #payload");
    }

    private static Locator payload(Page page) {
        return page.locator("vaadin-text-area#payload textarea");
    }

    private static void explains(Page page, String suffix) {
        String reused = item("page", "acme", 5, 7);
        openTryIt(page, "print", reused);
        assertThat(payload(page)).hasValue(reused);
        assertThat(page.locator("vaadin-combo-box#handler input")).hasValue("Stock#print");
        page.locator("#explain").click();
        Locator explained = page.locator("#explained");
        assertThat(explained.locator(".answer")).hasText("Refused: the key was used for another payload.");
        assertThat(explained.locator(".parts")).containsText("item.id");
        assertThat(explained.locator(".parts")).containsText("page");
        assertThat(explained).containsText(RECORDS + "printed:page");
        assertThat(explained.locator("#fingerprinted")).containsText("\"prices\": [");
        assertThat(explained.locator(".differences").first()).containsText("prices[1]");
        assertThat(explained.locator(".recordlinks a").first()).hasAttribute("href",
                "/q/dev-ui/quarkus-event-idempotency/records?record=" + RECORDS.replace(":", "%3A") + "printed%3Apage");
        assertThat(page.locator("#explain")).isFocused();
        Accessibility.check(page);
        Browser.picture(page, "dev-ui-explain" + suffix);
        page.setViewportSize(850, 700);
        assertThat(explained.boundingBox().y).isGreaterThan(page.locator("#payload").boundingBox().y);
        assertThat(explained.boundingBox().width).isGreaterThan(400);
        Browser.picture(page, "dev-ui-explain-narrow" + suffix);
        page.setViewportSize(1400, 800);

        payload(page).fill("{\"id\": nope");
        page.locator("#explain").click();
        assertThat(page.locator("[role=alert].error")).containsText("The payload is no JSON");
        assertThat(payload(page)).hasValue("{\"id\": nope");
        payload(page).fill(item("k".repeat(990) + "\\u202E\\u0000", "acme", 1));
        page.locator("#explain").click();
        assertThat(explained.locator(".answer")).hasText("New: the handler would run, attempt 1.");
        assertThat(explained.locator("#explained-key .control").first()).hasText("\\u202E");
        assertThat(explained.boundingBox().width).isLessThan(1400);
        assertThat(explained.locator(".parts").boundingBox().height).isLessThan(200);
        Browser.picture(page, "dev-ui-explain-long-key" + suffix);
        payload(page).fill(item("k".repeat(1100), "acme", 1));
        page.locator("#explain").click();
        assertThat(explained.locator("#digested")).isVisible();
    }

    private static void showsLongTexts(Page page, String suffix) {
        openTryIt(page, "replay", item("huge" + suffix, "acme"));
        page.locator("#deliver").click();
        assertThat(page.locator("#counts")).hasText("completed 1");
        assertThat(page.locator("#deliver")).isFocused();
        Locator cut = page.locator("vaadin-grid .cut").first();
        assertThat(cut).hasText("The first part is shown: 16 KB / 1.0 MB");
        assertThat(page.locator("vaadin-grid .got code").first().boundingBox().height).isLessThan(200);
        Browser.picture(page, "dev-ui-try-large" + suffix);
        page.locator("vaadin-grid #copy-text").first().click();
        assertThat(((String) page.evaluate("navigator.clipboard.readText()")).length()).isEqualTo(16 * 1024);
    }

    private static void choose(Page page, String text) {
        page.locator("vaadin-combo-box#handler input").fill(text);
        page.keyboard().press("Enter");
    }

    private void keepsWhatIsWritten(Page page) {
        DevUiTestBase.open(page, PORT, "try-it");
        choose(page, "Stock#print");
        payload(page).fill(item("written", "acme", 1));
        choose(page, "Stock#count");
        assertThat(payload(page)).not().hasValue(item("written", "acme", 1));
        choose(page, "Stock#print");
        assertThat(payload(page)).hasValue(item("written", "acme", 1));
        page.locator("#sample").click();
        assertThat(payload(page)).not().hasValue(item("written", "acme", 1));
        page.locator("vaadin-combo-box#handler input").fill("careful");
        assertThat(page.locator("vaadin-combo-box-item:visible")).hasCount(1);
        assertThat(page.locator("vaadin-combo-box-item:visible")).containsText("careful(Item)");
        assertThat(page.locator("vaadin-combo-box-item:visible")).containsText("org.acme.shop.Stock");
        Browser.picture(page, "dev-ui-try-search");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.locator("vaadin-combo-box#handler input")).hasValue("Stock#careful");

        payload(page).fill(item("kept", "acme", 1));
        TEST.modifySourceFile(Stock.class, source -> source.replace("\"careful\"", "\"cautious\""));
        DevUiTestBase.get(PORT, "gate?id=", "nobody");
        assertThat(page.locator(".facts").first()).containsText("cautious",
                new LocatorAssertions.ContainsTextOptions().setTimeout(DevUiTestBase.RELOAD_MILLIS));
        assertThat(payload(page)).hasValue(item("kept", "acme", 1));
        assertThat(page.locator("vaadin-combo-box#handler input")).hasValue("Stock#careful");
    }
}
