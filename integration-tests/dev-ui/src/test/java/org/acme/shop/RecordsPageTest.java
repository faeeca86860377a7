package org.acme.shop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;

import io.quarkus.test.QuarkusDevModeTest;

/** The page of records with keys of each kind, and with many records, in Redis. */
class RecordsPageTest {

    private static final int PORT = DevUiTestBase.freePort();
    private static final String GRID = "event-idempotency-record-grid vaadin-grid";
    private static final int MANY = 50_000;
    private static final int MANY_IN_FLIGHT = 238;
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String LONG = "a-very-long-key-".repeat(62) + "the-end.";
    private static final String CONTROLS = "before\u0001\u202Eafter";

    @RegisterExtension
    static final TestRedis REDIS = new TestRedis();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = DevUiTestBase.application(PORT, REDIS.setting());

    @Test
    void recordsAreFoundShownAndDeleted() throws Exception {
        try (Browser browser = new Browser();
                RedisPipeline redis = REDIS.pipeline();
                JsonRpcClient client = new JsonRpcClient(PORT)) {
            Page page = browser.open(ColorScheme.LIGHT);
            showsLongKeys(page, redis);
            staysInNarrowWindows(page);
            resizesColumns(page);
            worksByKeyboard(page);
            showsLeases(page, redis);
            showsRecent(page, redis);
            findsKinds(page, client, redis);
            findsDigests(page, redis);
            cutsLongResults(page, redis);
            actsOnSelectedRows(page, redis);
            refusesToDeleteWithoutFilter(client, redis);
            deletesMany(page, client, redis);
            looksAlikeInTheDark(browser.open(ColorScheme.DARK), redis);
            assertThat(browser.complaints).isEmpty();
            assertThat(browser.elsewhere).isEmpty();
        }
    }

    private static void open(Page page, String query) {
        page.navigate("http://localhost:" + PORT + "/q/dev-ui/quarkus-event-idempotency/records" + query);
        page.waitForSelector("qwc-event-idempotency-records");
    }

    private static void completed(RedisPipeline redis, String scope, String... keys) throws Exception {
        for (String key : keys) {
            new StoredRecord("completed", scope, key, 60).with("completed_at", "2026-11-30T12:00:00.000Z").put(redis);
        }
        redis.flush();
    }

    /** {@return the field of a combo box} */
    private static Locator box(Page page, String name) {
        return page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName(name));
    }

    private static void choose(Page page, String box, String value) {
        box(page, box).fill(value);
        page.keyboard().press("Enter");
    }

    private static Locator shown(Page page) {
        return page.locator("#shown");
    }

    /** {@return the message about an action; pictures hide it} */
    private static Locator told(Page page, String text) {
        return page.locator("vaadin-notification-card", new Page.LocatorOptions().setHasText(text)).first();
    }

    private static Locator key(Page page, String text) {
        return page.locator("vaadin-grid-cell-content:visible code.key", new Page.LocatorOptions().setHasText(text)).first();
    }

    /** {@return the innermost element that has the focus, by its name and id} */
    private static String focused(Page page) {
        return (String) page.evaluate("""
                () => { let at = document.activeElement;
                    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                    return at.localName + (at.id ? '#' + at.id : ''); }""");
    }

    private void showsLongKeys(Page page, RedisPipeline redis) throws Exception {
        completed(redis, "odd", "k");
        open(page, "?scope=odd");
        assertThat(shown(page)).hasText("1 shown");
        completed(redis, "odd", LONG, HEX, "sha256:" + HEX, CONTROLS);
        page.locator("#find").click();
        assertThat(shown(page)).hasText("5 shown");
        assertThat((int) page.locator(GRID).evaluate("grid => grid.shadowRoot.querySelector('table').scrollWidth"))
                .isLessThan(2000);
        assertThat(key(page, "a-very-long-key")).hasAttribute("title", LONG);
        assertThat(key(page, "before")).hasText("before\\u0001\\u202Eafter");
        Browser.picture(page, "records-long-keys");
        Map<String, String> shownAs = Map.of(LONG, "a-very-long", "sha256:" + HEX, "sha256:", CONTROLS, "before");
        for (String key : List.of(LONG, "sha256:" + HEX, CONTROLS)) {
            key(page, shownAs.get(key)).click();
            assertThat(page.locator(".detail h4")).containsText(shownAs.get(key));
            Locator close = page.locator(".detail vaadin-button[aria-label=Close]");
            close.waitFor();
            BoundingBox box = close.boundingBox();
            assertThat(box.x + box.width).as(key).isLessThan(1400);
            page.locator(".detail #delete").click();
            Locator dialog = page.locator("vaadin-confirm-dialog");
            assertThat(dialog).containsText(key.equals(CONTROLS) ? "before\\u0001\\u202Eafter" : key);
            BoundingBox question = page.locator(".question").boundingBox();
            assertThat(question.x + question.width).as(key).isLessThan(1400);
            assertThat((boolean) page.locator(".question").evaluate("q => q.scrollWidth <= q.clientWidth")).as(key).isTrue();
            if (key.equals(LONG)) {
                Browser.picture(page, "records-long-key-question");
            }
            page.locator("#cancel").click();
            assertThat(page.locator("#confirm")).not().isVisible();
        }
    }

    /** Of deliveries of this process, also after a page of others. */
    private void showsRecent(Page page, RedisPipeline redis) throws Exception {
        completed(redis, "others", "untouched");
        for (String id : List.of("r1", "broken-r2", "r3", "r1")) {
            DevUiTestBase.get(PORT, "deliveries/call?id=", id);
        }
        open(page, "");
        assertThat(key(page, "untouched")).isVisible();
        page.locator("vaadin-checkbox.recent").click();
        assertThat(key(page, "untouched")).hasCount(0);
        page.waitForCondition(() -> keys(page).equals(List.of("r1", "r3", "broken-r2")));
        assertThat(page.url()).contains("recent=true");
        assertThat(page.locator("#delete-matching")).hasAttribute("disabled", "");
        key(page, "r1").click();
        assertThat(page.locator(".detail dt", new Page.LocatorOptions().setHasText("Duplicates"))).isVisible();
        assertThat(page.locator(".detail #links a"))
                .hasText(new String[] { "Story", "Handlers", "Happenings", "Deliver again" });
        assertThat(page.locator(".detail #links a").nth(3)).hasAttribute("href",
                Pattern.compile("try-it\\?handler=org.acme.*&record=.*r1"));
        page.locator(".detail #links a").nth(3).click();
        assertThat(page.locator("#payload textarea")).hasValue(Pattern.compile(".*\"r1\".*", Pattern.DOTALL));
        page.goBack();
        page.locator(".detail #links a").nth(0).click();
        page.waitForURL(Pattern.compile("story\\?record=.*r1"));
        page.goBack();
        assertThat(page.locator(".detail h4")).containsText("r1");
        choose(page, "Scope", "others");
        assertThat(key(page, "untouched")).isVisible();
        assertThat(page.url()).doesNotContain("recent=true");
    }

    /** {@return the keys of the records that are shown, from the top down} */
    private static Object keys(Page page) {
        return page.locator("vaadin-grid-cell-content:visible code.key").evaluateAll("""
                keys => keys.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
                    .map(key => key.textContent.trim())""");
    }

    private void staysInNarrowWindows(Page page) {
        page.setViewportSize(850, 700);
        assertThat(page.locator(".detail h4")).containsText("before");
        BoundingBox grid = page.locator(GRID).boundingBox();
        BoundingBox detail = page.locator(".detail").boundingBox();
        assertThat(detail.y).isGreaterThanOrEqualTo(grid.y + grid.height - 1);
        assertThat(grid.height).isGreaterThan(100);
        assertThat(detail.x + detail.width).isLessThanOrEqualTo(850);
        Browser.picture(page, "records-narrow");
        page.setViewportSize(1400, 800);
    }

    /** The grid reports clicks on cells of its header, which have no record, as on those of rows. */
    private void resizesColumns(Page page) {
        open(page, "?scope=odd");
        assertThat(shown(page)).hasText("5 shown");
        Locator key = page.locator("vaadin-grid-sorter", new Page.LocatorOptions().setHasText("Key"));
        BoundingBox box = key.boundingBox();
        page.mouse().move(box.x - 2, box.y + box.height / 2);
        page.mouse().down();
        page.mouse().move(box.x + 40, box.y + box.height / 2);
        page.mouse().move(box.x + 90, box.y + box.height / 2);
        page.mouse().up();
        page.waitForCondition(() -> key.boundingBox().x > box.x + 50);
        page.locator("vaadin-grid-cell-content:visible", new Page.LocatorOptions().setHasText("Run time")).click();
        assertThat(page.locator(".detail")).hasCount(0);
    }

    /** A fresh page: in a grid that is scrolled sideways, the focus of a cell that is cut moves it away under the mouse. */
    private void worksByKeyboard(Page page) {
        open(page, "?scope=odd");
        assertThat(shown(page)).hasText("5 shown");
        for (String name : List.of("Scope", "Status", "Age")) {
            assertThat(box(page, name)).isVisible();
        }
        assertThat(page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Key text or digest"))).isVisible();
        assertThat(page.locator(GRID + " [role]").filter(new Locator.FilterOptions().setHas(page.locator("tbody"))).first())
                .hasAttribute("aria-label", "Records");
        key(page, "sha256:").click();
        assertThat(page.locator(".detail h4")).containsText("sha256:" + HEX);
        page.waitForCondition(() -> focused(page).equals("h4"));
        page.keyboard().press("Escape");
        assertThat(page.locator(".detail")).hasCount(0);
        page.waitForCondition(() -> focused(page).startsWith("td"));
        assertThat(page.url()).doesNotContain("record=");
        page.keyboard().press("Enter");
        assertThat(page.locator(".detail h4")).containsText("sha256:" + HEX);
        page.waitForCondition(() -> focused(page).equals("h4"));
        assertThat(page.url()).contains("record=", "scope=odd");
        Locator marked = page.locator(GRID + " tbody tr:has([part~=open-row])");
        assertThat(marked).hasCount(1);
        page.reload();
        assertThat(page.locator(".detail h4")).containsText("sha256:" + HEX);
        assertThat(shown(page)).hasText("5 shown");
        page.locator(".detail vaadin-button[aria-label=Close]").press("Enter");
        assertThat(page.locator(".detail")).hasCount(0);
        assertThat(marked).hasCount(0);
    }

    private void showsLeases(Page page, RedisPipeline redis) throws Exception {
        completed(redis, "leases", "first");
        open(page, "?scope=leases");
        assertThat(shown(page)).hasText("1 shown");
        new StoredRecord("processing", "leases", "dead", 260).silentFor(200).put(redis);
        new StoredRecord("processing", "leases", "alive", 30).silentFor(1).put(redis);
        redis.flush();
        page.locator("#find").click();
        assertThat(shown(page)).hasText("3 shown");
        Locator expired = page.locator("vaadin-grid-cell-content:visible .badge", new Page.LocatorOptions().setHasText(
                "lease expired"));
        assertThat(expired).hasCount(1);
        assertThat((boolean) expired.evaluate("badge => badge.parentElement.scrollWidth <= badge.parentElement.clientWidth"))
                .isTrue();
        Locator ran = page.locator("vaadin-grid-cell-content:visible [title^='Ran until']");
        assertThat(ran).hasText(Pattern.compile("≥ 00:01:[12]\\d"));
        String before = ran.textContent();
        key(page, "dead").click();
        Locator lease = page.locator(".detail dd", new Page.LocatorOptions().setHasText("ago"));
        assertThat(lease).containsText("expired 00:03:0");
        String then = lease.textContent();
        page.waitForCondition(() -> !lease.textContent().equals(then));
        assertThat(ran).hasText(before);
        Browser.picture(page, "records-lease");
        Accessibility.check(page);
        key(page, "alive").click();
        assertThat(page.locator(".detail")).containsText(Pattern.compile("left of 20 s"));
        page.locator("vaadin-checkbox.leaseExpired").click();
        assertThat(shown(page)).hasText("1 shown");
        assertThat(key(page, "dead")).isVisible();
        assertThat(page.url()).contains("leaseExpired=true");
    }

    private void findsKinds(Page page, JsonRpcClient client, RedisPipeline redis) throws Exception {
        failed("again", redis, "org.acme.Late", true, "abc");
        failed("never", redis, "FAILED_BY_OPERATOR", false, "abc");
        failed("crashed", redis, "QUARANTINED", false, "abc");
        failed("tired", redis, "ATTEMPTS_EXHAUSTED", false, "abc");
        failed("freed", redis, null, true, "");
        redis.send("SET", StoredRecord.PREFIX + "kinds:text", "not a record");
        redis.send("RPUSH", StoredRecord.PREFIX + "kinds:list", "one");
        new StoredRecord("completed", "kinds", "here", 60).putAt(redis, StoredRecord.PREFIX + "kinds:there");
        redis.flush();
        Map<String, String> keys = Map.of("runs-again", "again", "failed-permanently", "never", "quarantined", "crashed",
                "attempts-exhausted", "tired", "released", "freed", "misplaced", "here");
        for (Map.Entry<String, String> kind : keys.entrySet()) {
            JsonNode found = client.call("recordsPage", Map.of("scope", "kinds", "status", kind.getKey()));
            assertThat(found.get("records")).as(kind.getKey()).hasSize(1);
            assertThat(found.get("records").get(0).get("key").asText()).isEqualTo(kind.getValue());
        }
        assertThat(client.call("recordsPage", Map.of("scope", "kinds", "status", "failed")).get("records")).hasSize(5);
        assertThat(client.call("recordsPage", Map.of("scope", "kinds", "status", "foreign")).get("records")).hasSize(2);
        JsonNode old = client.call("recordsPage", Map.of("scope", "kinds", "olderThan", "1M"));
        assertThat(old.get("records")).hasSize(6);
        assertThat(client.call("recordsPage", Map.of("scope", "kinds", "olderThan", "1H")).get("records")).isEmpty();
        assertThat(client.error("recordsPage", Map.of("olderThan", "soon"))).contains("olderThan is 'soon'");
        assertThat(client.error("recordsPage", Map.of("status", "done"))).contains("'done' is no status");

        open(page, "?scope=kinds");
        assertThat(shown(page)).hasText("6 shown");
        assertThat(page.locator(GRID)).containsText("Late: again has failed");
        for (String badge : List.of("failed, runs again", "failed permanently", "quarantined", "out of attempts",
                "released by hand", "misplaced")) {
            assertThat(DevUiTestBase.cell(page, badge)).isVisible();
        }
        Browser.picture(page, "records-kinds");
        Accessibility.check(page);
        choose(page, "Status", "no record");
        assertThat(shown(page)).hasText("2 shown");
        key(page, "kinds:text").click();
        assertThat(page.locator(".detail")).containsText("not a record");
        page.locator("#delete-matching:not([disabled])").click();
        assertThat(page.locator("#counts")).containsText("2 records will be deleted");
        page.locator("#confirm:not([disabled])").click();
        assertThat(shown(page)).hasText("0 shown");
        choose(page, "Status", "quarantined");
        assertThat(shown(page)).hasText("1 shown");
        key(page, "crashed").click();
        assertThat(page.locator(".detail #links a")).hasCount(2);
    }

    private static void failed(String key, RedisPipeline redis, String type, boolean retryable, String owner) throws Exception {
        new StoredRecord("failed", "kinds", key, 120).with("error", key + " has failed").with("error_type", type)
                .with("retryable", retryable).with("owner", owner).put(redis);
    }

    private void findsDigests(Page page, RedisPipeline redis) throws Exception {
        completed(redis, "digests", "order-4711", "order-4712");
        String digest = HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-256").digest("order-4711".getBytes(StandardCharsets.UTF_8)));
        open(page, "?keyText=" + "sha256:" + digest.substring(0, 12));
        assertThat(shown(page)).hasText("1 shown");
        assertThat(key(page, "order-4711")).isVisible();
        page.locator("vaadin-text-field.text input").fill("sha256:" + digest);
        page.keyboard().press("Enter");
        page.waitForCondition(() -> page.url().contains(digest));
        assertThat(shown(page)).hasText("1 shown");
    }

    private void cutsLongResults(Page page, RedisPipeline redis) throws Exception {
        new StoredRecord("completed", "results", "long", 60).with("result", "x".repeat(1_000_000)).put(redis);
        new StoredRecord("completed", "results", "short", 60).with("result", Map.of("total", 1)).put(redis);
        redis.flush();
        open(page, "?scope=results");
        key(page, "long").click();
        assertThat(page.locator(".detail .cut")).containsText("64 KB / 977 KB");
        assertThat(page.locator(".detail #copy-text")).isVisible();
        key(page, "short").click();
        assertThat(page.locator(".detail h4")).containsText("short");
        assertThat(page.locator(".detail .cut")).hasCount(0);
        assertThat(page.locator(".detail")).containsText("\"total\": 1");
    }

    private void actsOnSelectedRows(Page page, RedisPipeline redis) throws Exception {
        completed(redis, "some", "c1", "c2", "c3");
        new StoredRecord("processing", "some", "p1", 5).put(redis);
        new StoredRecord("processing", "some", "p2", 5).put(redis);
        redis.flush();
        open(page, "?scope=some");
        assertThat(shown(page)).hasText("5 shown");
        assertThat(page.locator("#delete-selected")).hasCount(0);
        page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Select All")).check();
        assertThat(page.locator("#release-selected")).containsText("Release selected (5)");
        page.locator("#release-selected").click();
        assertThat(page.locator(".question")).containsText("3 records cannot be released");
        assertThat(page.locator("#confirm")).containsText("Release 2 records");
        page.locator("#confirm").click();
        assertThat(told(page, "2 released")).isAttached();
        assertThat(DevUiTestBase.cell(page, "released by hand")).isVisible();
        new StoredRecord("processing", "some", "p1", 5).put(redis);
        redis.flush();
        page.locator("#find").click();
        assertThat(DevUiTestBase.cell(page, "processing")).isVisible();
        page.locator("#delete-selected").click();
        assertThat(page.locator("#counts")).containsText("4 records will be deleted");
        assertThat(page.locator("#counts")).containsText("1 record in flight will be revoked");
        assertThat(page.locator("#confirm")).containsText("Delete 4 records");
        page.locator("#confirm").click();
        assertThat(told(page, "4 deleted, 1 in flight revoked")).isAttached();
        assertThat(shown(page)).hasText("1 shown");
    }

    private void refusesToDeleteWithoutFilter(JsonRpcClient client, RedisPipeline redis) throws Exception {
        completed(redis, "kept", "one");
        long before = client.call("matching", Map.of("scope", "")).get("deleted").asLong();
        assertThat(before).isPositive();
        for (Map<String, Object> arguments : List.<Map<String, Object>> of(Map.of("scop", "some"),
                Map.of("scope", "", "keyText", "", "leaseExpired", false), Map.of("all", false))) {
            assertThat(client.error("deleteMatching", arguments)).contains(
                    "Give scope, keyText, status, olderThan or leaseExpired",
                    "all: true");
        }
        assertThat(client.call("matching", Map.of("scope", "")).get("deleted").asLong()).isEqualTo(before);
    }

    private void deletesMany(Page page, JsonRpcClient client, RedisPipeline redis) throws Exception {
        for (int i = 0; i < MANY; i++) {
            new StoredRecord(i < MANY_IN_FLIGHT ? "processing" : "completed", "bulk", "k" + i, 60).put(redis);
        }
        redis.flush();
        open(page, "?scope=bulk");
        assertThat(shown(page)).hasText(Pattern.compile("1\\d\\d shown of more; sorting applies to the rows shown"));
        page.locator("#more").click();
        assertThat(shown(page)).hasText(Pattern.compile("[23]\\d\\d shown of more; sorting applies to the rows shown"));
        Browser.picture(page, "records-many");
        Locator deleteAll = page.locator("#delete-matching:not([disabled])");
        deleteAll.press("Enter");
        assertThat(page.locator("#counts")).containsText("49,762 records will be deleted");
        assertThat(page.locator("#counts")).containsText("238 records in flight will be revoked");
        page.waitForCondition(() -> focused(page).equals("vaadin-button#cancel"));
        Browser.picture(page, "records-many-question");
        Accessibility.check(page);
        page.keyboard().press("Enter");
        assertThat(page.locator("#confirm")).not().isVisible();
        assertThat(matching(client, "bulk")).isEqualTo("49762 and 238");
        deleteAll.click();
        assertThat(page.locator("#confirm:not([disabled])")).hasText("Delete 49,762 records");
        page.locator("#confirm").click();
        assertThat(told(page, "49,762 deleted, 238 in flight revoked")).isAttached();
        assertThat(matching(client, "bulk")).isEqualTo("238 and 0");

        open(page, "");
        deleteAll.click();
        assertThat(page.locator("#counts")).containsText("will be deleted");
        assertThat(page.locator("#confirm")).hasAttribute("disabled", "");
        page.keyboard().press("Enter");
        assertThat(page.locator("#confirm")).not().isVisible();
        assertThat(matching(client, "bulk")).isEqualTo("238 and 0");
        deleteAll.click();
        page.locator("#tick").click();
        page.locator("#confirm:not([disabled])").click();
        assertThat(shown(page)).hasText("2 shown"); // those of showsLeases were in flight
        assertThat(matching(client, "")).isEqualTo("2 and 0");
    }

    private static String matching(JsonRpcClient client, String scope) throws Exception {
        JsonNode matching = client.call("matching", Map.of("scope", scope));
        assertThat(matching.get("exact").asBoolean()).isTrue();
        return matching.get("deleted").asLong() + " and " + matching.get("revoked").asLong();
    }

    private void looksAlikeInTheDark(Page page, RedisPipeline redis) throws Exception {
        completed(redis, "dark", "one", LONG);
        new StoredRecord("processing", "dark", "dead", 260).silentFor(200).put(redis);
        redis.flush();
        open(page, "?scope=dark");
        key(page, "dead").click();
        assertThat(page.locator(".detail")).containsText("expired");
        Browser.picture(page, "records-dark");
        Accessibility.check(page);
    }
}
