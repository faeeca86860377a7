package org.acme.shop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.acme.shop.DevUiTestBase.cell;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkus.test.QuarkusDevModeTest;

/** The pages of handlers, of what happens, and of what is in flight; with many handlers, long keys, outages and reloads. */
class PagesTest {

    private static final int PORT = DevUiTestBase.freePort();
    private static final String RECEIPTS = "idempotency:events:receipts:";
    private static final String RESERVE = "org.acme.shop.ManyHandlers$Billing#reserve(java.lang.String)";
    private static final String LONG_KEY = "long-" + "k".repeat(995);
    private static final LocatorAssertions.ContainsTextOptions SOON = new LocatorAssertions.ContainsTextOptions()
            .setTimeout(60_000);

    @RegisterExtension
    static final TestRedis REDIS = new TestRedis();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = DevUiTestBase.application(PORT, """
            %s
            quarkus.event-idempotency.scopes."receipts".wait-timeout=10M
            quarkus.event-idempotency.scopes."receipts".lease=10M
            quarkus.event-idempotency.scopes."unused".ttl=1H
            """.formatted(REDIS.setting()), ManyHandlers.class);

    private static void call(String id) {
        DevUiTestBase.get(PORT, "deliveries/call?id=", id);
    }

    private static Page open(Page page, String name, String query) {
        page.navigate("http://localhost:" + PORT + "/q/dev-ui/quarkus-event-idempotency/" + name + query);
        page.waitForSelector("qwc-event-idempotency-" + name);
        return page;
    }

    /** A record of another process, which has died if its lease is over. */
    private static String[] record(String key, String node, long leaseMillis, long sinceMillis) {
        long ttl = 86_400_000;
        String json = """
                {"status":"processing","owner":"0123456789abcdef0123456789abcdef","attempt":1,"fence":1,"lease_ms":%d,\
                "ttl_ms":%d,"scope":"receipts","idempotency_key":"%s","event_id":null,"event_type":null,\
                "first_seen_at":"%s","started_at":"%4$s","node":"%5$s"}""".formatted(leaseMillis, ttl, key,
                Instant.now().minusMillis(sinceMillis), node);
        return new String[] { "SET", RECEIPTS + key, json, "PX", String.valueOf(ttl - sinceMillis) };
    }

    private static String[] completed(int n) {
        String json = "{\"status\":\"completed\",\"owner\":\"0\",\"attempt\":1,\"fence\":1,\"scope\":\"old\",\"idempotency_key\":\""
                + n + "\",\"result\":null}";
        return new String[] { "SET", "idempotency:events:old:" + n, json, "PX", "3600000" };
    }

    @Test
    void pagesShowWhatHappens() throws Exception {
        call("x");
        call("x");
        call(LONG_KEY);
        call("broken-1");
        DevUiTestBase.get(PORT, "many?id=", "1");
        call("stuck-1");
        call("stuck-1");
        call("stuck-" + "q".repeat(994));
        REDIS.send(record("dead-1", "vm/31", 10_000, 20_000));
        REDIS.send(record("theirs-1", "vm/32", 3_600_000, 60_000));
        try (Browser browser = new Browser()) {
            for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page page = browser.open(theme);
                for (int width : List.of(1400, 850)) {
                    page.setViewportSize(width, width == 1400 ? 800 : 700);
                    String suffix = (width == 1400 ? "-" : "-narrow-") + theme.name().toLowerCase(Locale.ROOT);
                    card(page, suffix);
                    inFlight(page, suffix);
                    handlers(page, suffix);
                    live(page, suffix);
                }
                page.context().close();
            }
            Page page = browser.open(ColorScheme.LIGHT);
            filtersLive(page);
            logs(page);
            threeTabs(page);
            countsALargeStore(page);
            assertThat(browser.complaints).isEmpty();
            outage(page);
            reload(page);
            assertThat(browser.elsewhere).isEmpty();
        }
    }

    /** Nothing is cut off on the right, and nothing scrolls there. */
    private static void fits(Locator scrolled) {
        assertThat((List<?>) scrolled.evaluate(
                """
                        e => { const box = e.localName === 'vaadin-grid' ? e.shadowRoot.querySelector('#table') : e;
                            return box.scrollWidth <= box.clientWidth + 1 ? [] : [box.scrollWidth + ' px in ' + box.clientWidth,
                                ...[...box.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right
                                    > box.getBoundingClientRect().left + box.clientWidth + 1).map(one => one.outerHTML.substring(0, 200))]; }"""))
                .as("fits: " + scrolled).isEmpty();
    }

    /** In each theme; the width does not change names and colours. */
    private static void checksOnce(Page page, String suffix) {
        if (!suffix.contains("narrow")) {
            Accessibility.check(page);
        }
    }

    private void card(Page page, String suffix) {
        page.navigate("http://localhost:" + PORT + "/q/dev-ui/extensions");
        Locator card = page.locator("qwc-event-idempotency-card");
        assertThat(card).containsText("Guarded methods: 62");
        assertThat(card.locator(".counts a[href$='/in-flight']")).hasText("processing 4");
        assertThat(card.locator(".counts b").first()).hasText("8");
        assertThat(card.locator("qwc-extension-link")).hasCount(6);
        assertThat((Boolean) card.locator(".counts").evaluate("""
                counts => { const boxes = [...counts.querySelectorAll('.badge')].map(badge => badge.getBoundingClientRect());
                    return boxes.length > 2 && boxes.every((box, i) => i === 0 || box.left - boxes[i - 1].right >= 3
                        || box.top - boxes[i - 1].bottom >= 3); }""")).as("badges do not touch").isTrue();
        card.scrollIntoViewIfNeeded();
        Browser.picture(page, "pages-card" + suffix);
    }

    private void inFlight(Page page, String suffix) {
        open(page, "in-flight", "");
        Locator rows = page.locator("qwc-event-idempotency-in-flight tbody tr");
        assertThat(page.locator("#count")).hasText("4 in flight, in all processes, the oldest first");
        assertThat(rows).hasCount(4);
        assertThat(rows.nth(0)).containsText("theirs-1");
        Locator stuck = rows.filter(new Locator.FilterOptions().setHasText(Pattern.compile("stuck-1\\b")));
        assertThat(stuck).containsText("shop-1 (this process)");
        assertThat(stuck).containsText("OrderHandler#receipt");
        assertThat(stuck.locator("td").last()).hasText("1");
        assertThat(stuck.locator("td.key a")).hasAttribute("href",
                "/q/dev-ui/quarkus-event-idempotency/story?record=" + RECEIPTS.replace(":", "%3A") + "stuck-1");
        assertThat(stuck.locator("[role=progressbar]")).hasAttribute("aria-valuetext", Pattern.compile("00:0\\d:\\d\\d left"));
        Locator dead = rows.filter(new Locator.FilterOptions().setHasText("dead-1"));
        assertThat(dead).containsText("vm/31");
        assertThat(dead.locator(".lease.expired")).hasAttribute("aria-valuetext", Pattern.compile("expired .* ago"));
        String ran = dead.locator("td").nth(5).textContent();
        String expired = dead.locator(".lease").getAttribute("aria-valuetext");
        page.waitForCondition(() -> !dead.locator(".lease").getAttribute("aria-valuetext").equals(expired));
        assertThat(dead.locator("td").nth(5)).hasText(ran);
        assertThat(ran).matches("1[0-4] s");
        fits(page.locator("qwc-event-idempotency-in-flight .scroll"));
        Browser.picture(page, "dev-ui-in-flight" + suffix);
        checksOnce(page, suffix);
    }

    private void handlers(Page page, String suffix) {
        open(page, "handlers", "");
        assertThat(page.locator("#shown")).hasText("62 of 62 handlers");
        assertThat(page.locator("#warnings a").first()).hasText(Pattern.compile("QEI\\d{5}"));
        fits(page.locator("qwc-event-idempotency-handlers .scroll"));
        Browser.picture(page, "pages-handlers" + suffix);

        page.locator("vaadin-text-field.text input").fill("billing");
        assertThat(page.locator("#shown")).hasText("12 of 62 handlers");
        assertThat(page).hasURL(Pattern.compile("\\?text=billing$"));
        page.locator("vaadin-text-field.text input").fill("key \"pack:");
        assertThat(page.locator("#shown")).hasText("5 of 62 handlers");
        page.locator("vaadin-text-field.text input").fill("billing");
        Locator expand = page.locator("button.expand").filter(new Locator.FilterOptions().setHasText("#reserve"));
        assertThat(expand).hasAttribute("title", RESERVE);
        assertThat(expand).hasAttribute("aria-expanded", "false");
        expand.press("Enter");
        assertThat(expand).hasAttribute("aria-expanded", "true");
        Locator detail = page.locator(".detail");
        assertThat(detail).containsText("terminal-on");
        assertThat(detail).containsText("org.acme.shop.ManyHandlers$OutOfStockException");
        assertThat(detail).containsText("<payload>");
        assertThat(detail.locator(".policies").first()).containsText("quarkus.event-idempotency.lease");
        assertThat(detail.locator(".policies").first()).not().containsText("on-duplicate");
        assertThat(detail.locator("details")).not().hasAttribute("open", "");
        detail.locator("summary").press("Enter");
        assertThat(detail.locator("details .policies")).containsText("on-duplicate");
        assertThat(detail.locator("a", new Locator.LocatorOptions().setHasText("Try it"))).hasAttribute("href",
                Pattern.compile("try-it\\?handler=org\\.acme\\.shop\\.ManyHandlers%24Billing%23reserve"));
        page.reload();
        assertThat(expand).hasAttribute("aria-expanded", "true");
        assertThat(detail.locator("details")).isVisible();
        fits(page.locator("qwc-event-idempotency-handlers .scroll"));
        Browser.picture(page, "pages-handler" + suffix);
        checksOnce(page, suffix);
        expand.press("Enter");
        assertThat(detail).hasCount(0);

        page.locator("vaadin-text-field.text input").fill("receipts");
        Locator receipt = page.locator("qwc-event-idempotency-handlers tbody tr");
        assertThat(receipt).hasCount(1);
        assertThat(receipt.locator("td").nth(4)).hasText(Pattern.compile("ms|s"));
        assertThat(receipt.locator("td").last()).containsText("failed 1");
        Locator runTime = page.locator("qwc-event-idempotency-handlers th")
                .filter(new Locator.FilterOptions().setHasText("Run time"));
        runTime.locator("button").press("Enter");
        assertThat(runTime).hasAttribute("aria-sort", "descending");
        page.locator("vaadin-text-field.text input").fill("");
        assertThat(page.locator("#shown")).hasText("62 of 62 handlers");
        assertThat(receipt.first().locator("td").nth(4)).hasText(Pattern.compile("ms|s"));
    }

    private void live(Page page, String suffix) {
        open(page, "live", "");
        cell(page, LONG_KEY).waitFor();
        fits(page.locator("qwc-event-idempotency-live vaadin-grid"));
        Browser.picture(page, "pages-live" + suffix);
        page.locator("#legend summary").press("Enter");
        List<String> explained = page.locator("#legend dt").allTextContents();
        for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
            assertThat(explained).contains(outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        Browser.picture(page, "pages-live-legend" + suffix);
        checksOnce(page, suffix);
    }

    private void filtersLive(Page page) {
        open(page, "live", "?problems=true&text=broken");
        Locator shown = page.locator("#shown");
        assertThat(shown).hasText(Pattern.compile("1 of \\d+ shown; the last 1,?000 are kept"));
        assertThat(page.locator("#problems")).hasAttribute("checked", "");
        assertThat(cell(page, "The printer is out of paper")).isVisible();
        assertThat(cell(page, "IllegalStateException")).isVisible();
        page.locator("#problems input").press("Space");
        assertThat(shown).hasText(Pattern.compile("2 of .*"));
        assertThat(page).hasURL(Pattern.compile("/live\\?text=broken$"));
        page.locator("vaadin-text-field.text input").fill("");
        assertThat(page).hasURL(Pattern.compile("/live$"));
        page.locator("vaadin-combo-box.kind input").fill("replayed");
        page.keyboard().press("Enter");
        assertThat(shown).hasText(Pattern.compile("1 of .*"));
        assertThat(page).hasURL(Pattern.compile("\\?kind=replayed$"));
        page.locator("vaadin-combo-box.kind input").fill("");
        page.keyboard().press("Enter");
        page.locator("vaadin-text-field.text input").fill("RESERVE");
        assertThat(shown).hasText(Pattern.compile("2 of .*"));
        open(page, "live", "?scope=receipts&kind=failed&text=paper");
        assertThat(shown).hasText(Pattern.compile("1 of .*"));
        page.locator("vaadin-grid-cell-content a").filter(new Locator.FilterOptions().setHasText("receipts")).click();
        assertThat(page.locator("qwc-event-idempotency-handlers #shown")).hasText("1 of 62 handlers");
    }

    private void logs(Page page) {
        open(page, "in-flight", "");
        page.locator("qwc-footer .openIcon").click();
        page.locator("qwc-footer vaadin-tab").filter(new Locator.FilterOptions().setHasText("Events")).click();
        Locator lines = page.locator("qwc-event-idempotency-log .line");
        assertThat(lines.filter(new Locator.FilterOptions().setHasText("The printer is out of paper"))).hasCount(1);
        lines.filter(new Locator.FilterOptions().setHasText(LONG_KEY)).first().waitFor();
        assertThat((Boolean) page.locator("qwc-event-idempotency-log").evaluate("e => e.scrollWidth <= e.clientWidth + 1"))
                .isTrue();
        Browser.picture(page, "pages-log-light");
        page.locator("qwc-footer .openIcon").click();
    }

    private void threeTabs(Page page) {
        List<Page> tabs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tabs.add(open(i == 0 ? page : page.context().newPage(), "live", "?text=tab-&kind=completed"));
            cell(tabs.get(i), "Nothing of what is kept matches the filter.").or(tabs.get(i).getByText(
                    "Nothing of what is kept matches the filter.")).first().waitFor();
        }
        IntStream.range(0, 60).forEach(i -> call("tab-" + i));
        for (Page tab : tabs) {
            assertThat(tab.locator("#shown")).containsText("60 of ");
        }
        tabs.subList(1, 3).forEach(Page::close);
    }

    private void countsALargeStore(Page page) throws Exception {
        try (RedisPipeline redis = REDIS.pipeline()) {
            for (int i = 0; i < 1200; i++) {
                redis.send(completed(i));
            }
        }
        page.navigate("http://localhost:" + PORT + "/q/dev-ui/extensions");
        Locator counts = page.locator("qwc-event-idempotency-card .counts");
        assertThat(counts.locator("b").first()).hasText("1,000+");
        assertThat(counts.locator(".badge").first()).hasText(Pattern.compile("\\w+ \\d+\\+"));
        open(page, "in-flight", "");
        assertThat(page.locator("#count")).containsText("4 in flight, in all processes");
    }

    /** Pages say so, and go on by themselves. Redis has nothing any more then, and deliveries wait for no one. */
    private void outage(Page page) {
        open(page, "in-flight", "");
        assertThat(page.locator("#count")).containsText("4 in flight");
        REDIS.stop();
        assertThat(page.locator("[role=alert].error")).containsText("Redis", SOON);
        Page live = open(page.context().newPage(), "live", "");
        cell(live, "store-away").waitFor();
        REDIS.start();
        assertThat(page.locator("[role=alert].error")).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(60_000));
        assertThat(page.locator("qwc-event-idempotency-in-flight .empty")).containsText("No event is being processed");
        cell(live, "store-back").waitFor();
        live.close();
    }

    private void reload(Page page) {
        open(page, "live", "?kind=failed");
        cell(page, "broken-1").waitFor();
        TEST.modifySourceFile(OrderHandler.class, source -> source.replace("The printer is out of paper", "The till is open"));
        call("broken-2");
        Locator line = page.locator("vaadin-grid-cell-content:visible").filter(new Locator.FilterOptions().setHasText(
                Pattern.compile("The application was reloaded at \\d\\d:\\d\\d:\\d\\d")));
        line.first().waitFor(new Locator.WaitForOptions().setTimeout(DevUiTestBase.RELOAD_MILLIS));
        cell(page, "The till is open").waitFor();
        Locator runs = page.locator("vaadin-grid-cell-content:visible").filter(new Locator.FilterOptions().setHasText(
                "The till is open")); // two, where the call was refused during the reload and sent again
        page.waitForCondition(() -> page.locator("#executed").textContent().equals(String.valueOf(runs.count())));
        assertThat((Boolean) line.first().evaluate("""
                line => { const top = text => [...line.parentNode.querySelectorAll('vaadin-grid-cell-content')]
                        .find(cell => cell.textContent.includes(text)).getBoundingClientRect().top;
                    return top('broken-2') < top('was reloaded') && top('was reloaded') < top('broken-1'); }""")).isTrue();
        Browser.picture(page, "pages-live-reloaded");
    }
}
