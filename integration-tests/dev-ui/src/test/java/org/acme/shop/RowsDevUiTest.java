package org.acme.shop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import io.quarkus.test.QuarkusDevModeTest;

/** Records of which some are in a store and some are rows: the pages show and delete both. */
class RowsDevUiTest {

    private static final int PORT = DevUiTestBase.freePort();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = DevUiTestBase.application(PORT, """
            quarkus.event-idempotency.store=in-memory
            quarkus.datasource.db-kind=h2
            quarkus.datasource.jdbc.url=jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1;INIT=%s
            """.formatted("CREATE TABLE IF NOT EXISTS booking (id VARCHAR(99))"), Ledger.class);

    private static void book(String id) {
        DevUiTestBase.get(PORT, "bookings/book?id=", id);
    }

    @Test
    void pagesShowAndDeleteRows() {
        book("entry-1");
        book("entry-2");
        book("entry-2");
        book("entry-3");
        DevUiTestBase.get(PORT, "deliveries/call?id=", "2026-0001");
        try (Browser browser = new Browser()) {
            Page page = browser.open(ColorScheme.LIGHT);
            page.navigate("http://localhost:" + PORT + "/q/dev-ui/extensions");
            assertThat(page.locator("qwc-event-idempotency-card")).containsText("completed 4");

            DevUiTestBase.open(page, PORT, "handlers");
            Locator handler = page.locator(".detail");
            DevUiTestBase.expand(page, "OrderHandler#receipt");
            assertThat(handler).containsText("lease");
            DevUiTestBase.expand(page, "Ledger#book");
            assertThat(handler).containsText("rows, in the transaction of the handler");
            assertThat(handler).not().containsText("lease");
            Browser.picture(page, "dev-ui-rows-handlers");

            DevUiTestBase.open(page, PORT, "records");
            Locator shown = page.locator("#shown");
            assertThat(shown).hasText("4 shown");
            choose(page, "ledger");
            assertThat(shown).hasText("3 shown");
            Browser.picture(page, "dev-ui-rows");
            DevUiTestBase.cell(page, "entry-2").click();
            assertThat(page.locator(".detail")).containsText("\"booked\"");
            assertThat(page.locator(".detail")).containsText("completed entry-2");
            assertThat(page.locator(".detail dt").first()).hasText("Row");
            assertThat(page.locator(".detail dt", new Page.LocatorOptions().setHasText("Fence"))).hasCount(0);
            Browser.picture(page, "dev-ui-row");
            page.locator(".detail #delete").click();
            DevUiTestBase.confirm(page);
            assertThat(shown).hasText("2 shown");
            book("entry-1");
            book("entry-2");
            page.locator("#find").click();
            assertThat(shown).hasText("3 shown");
            page.locator("#delete-matching:not([disabled])").click();
            DevUiTestBase.confirm(page);
            assertThat(shown).hasText("0 shown");
            choose(page, "");
            assertThat(shown).hasText("1 shown");
            assertThat(DevUiTestBase.cell(page, "2026-0001")).isVisible();
            assertThat(browser.complaints).isEmpty();
            assertThat(browser.elsewhere).isEmpty();
        }
        assertThat(DevUiTestBase.get(PORT, "bookings/count?id=", "entry-1")).isEqualTo("1");
        assertThat(DevUiTestBase.get(PORT, "bookings/count?id=", "entry-2")).isEqualTo("2");
    }

    private static void choose(Page page, String scope) {
        page.locator("vaadin-combo-box.scope input").fill(scope);
        page.keyboard().press("Enter");
    }
}
