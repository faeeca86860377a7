package org.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.options.ColorScheme;

import io.quarkus.test.QuarkusDevModeTest;

class InMemoryDevUiTest extends DevUiTestBase {

    private static final int PORT = freePort();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = application(PORT, "quarkus.event-idempotency.store=in-memory");

    /** Asks as a tool would, after somebody has switched Dev MCP on. */
    @Test
    void toolsRead(@TempDir Path home) throws Exception {
        deliver("call", "käse*[a]");
        deliver("call", "käse*[a]");
        // Dev MCP keeps whether it is on in a file there, not in one of whoever runs the tests.
        String before = System.setProperty("user.home", home.toString());
        try (JsonRpcClient client = new JsonRpcClient(PORT)) {
            client.next(client.ask("devmcp_enable", Map.of()));
        } finally {
            System.setProperty("user.home", before);
        }
        assertThat(home.resolve(".quarkus/dev-mcp.properties")).exists();

        DevMcp tools = new DevMcp(PORT);
        assertThat(tools.names()).containsExactly("countByStatus", "handlers", "handlersToTry", "oneRecord", "overview",
                "recordsPage", "startWarnings", "trial");
        assertThat(tools.call("overview", Map.of()).toString()).contains("\"methods\":2", "\"store\":\"in-memory");
        assertThat(tools.call("countByStatus", Map.of()).toString()).contains("\"completed\":1");
        assertThat(tools.call("handlers", Map.of()).toString()).contains("order:{order.id}");
        assertThat(tools.call("handlersToTry", Map.of())).hasSize(2);
        assertThat(tools.call("startWarnings", Map.of())).isEmpty();
        JsonNode page = tools.call("recordsPage", Map.of("scope", "receipts"));
        assertThat(page.get("records")).hasSize(1);
        JsonNode row = page.get("records").get(0);
        assertThat(row.get("key").asText()).isEqualTo("käse*[a]");
        assertThat(row.get("duplicates").asInt()).isEqualTo(1);
        assertThat(tools.call("recordsPage", Map.of("size", 10)).get("records")).hasSize(1);
        JsonNode record = tools.call("oneRecord", Map.of("storeKey", row.get("storeKey").asText()));
        assertThat(record.get("result").asText()).contains("\"order\":\"käse*[a]\"");

        assertThat(tools.error("recordsPage", Map.of("status", "done"))).contains("'done' is no status");
        assertThat(tools.error("oneRecord", Map.of("storeKey", ""))).contains("storeKey is missing");
        assertThat(tools.error("trial", Map.of("trial", 4711))).contains("There is no trial 4711");
        for (String change : List.of("deleteRecord", "releaseRecord", "completeRecord", "failRecord", "deleteMatching",
                "tryHandler")) {
            assertThat(tools.error(change, Map.of("storeKey", row.get("storeKey").asText()))).as(change)
                    .contains("not enabled");
        }
        assertThat(tools.call("countByStatus", Map.of()).toString()).contains("\"completed\":1");
    }

    @Override
    int port() {
        return PORT;
    }

    @Override
    List<ColorScheme> themes() {
        return List.of(ColorScheme.LIGHT);
    }

    @Override
    String store() {
        return "in-memory";
    }

    @Override
    QuarkusDevModeTest test() {
        return TEST;
    }
}
