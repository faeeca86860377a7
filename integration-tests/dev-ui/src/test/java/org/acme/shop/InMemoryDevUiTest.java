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
    private static final List<String> CHANGES = List.of("deleteRecord", "releaseRecord", "completeRecord", "failRecord",
            "deleteMatching", "emptyInMemoryStore", "tryHandler");

    @RegisterExtension
    static final QuarkusDevModeTest TEST = application(PORT, "quarkus.event-idempotency.store=in-memory");

    /** Asks as a tool would, after somebody has switched Dev MCP on. */
    @Test
    void toolsRead(@TempDir Path home) throws Exception {
        deliver("call", "käse*[a]");
        deliver("call", "käse*[a]");
        configure(home, "enable", Map.of());
        assertThat(home.resolve(".quarkus/dev-mcp.properties")).exists();

        DevMcp tools = new DevMcp(PORT);
        assertThat(tools.names()).containsExactly("countByStatus", "explain", "handlers", "handlersToTry", "matching",
                "oneRecord", "overview", "payloads", "recentRecords", "recordsPage", "startWarnings", "story", "trial");
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
        for (String change : CHANGES) {
            assertThat(tools.error(change, Map.of("storeKey", row.get("storeKey").asText()))).as(change)
                    .contains("not enabled");
        }
        assertThat(tools.call("countByStatus", Map.of()).toString()).contains("\"completed\":1");
        describesEachTool(home, tools);
    }

    /** Dev MCP keeps its settings in a file of the home directory: here not in that of the person who runs the tests. */
    private static void configure(Path home, String method, Map<String, Object> params) throws InterruptedException {
        String before = System.setProperty("user.home", home.toString());
        try (JsonRpcClient client = new JsonRpcClient(PORT)) {
            client.next(client.ask("devmcp_" + method, params));
        } finally {
            System.setProperty("user.home", before);
        }
    }

    /** A tool is known by its description alone, where its parameters have none of their own. */
    private static void describesEachTool(Path home, DevMcp tools) throws Exception {
        for (String change : CHANGES) {
            configure(home, "enableMethod", Map.of("name", "quarkus-event-idempotency_" + change));
        }
        Map<String, JsonNode> all = tools.tools();
        assertThat(all.keySet()).containsAll(CHANGES);
        all.forEach((name, tool) -> {
            String description = tool.get("description").asText();
            assertThat(description.split(" ")[0]).as(name).isIn("Answers", "Completes", "Counts", "Deletes", "Delivers",
                    "Explains", "Fails", "Lists", "Releases", "Removes", "Shows");
            tool.get("inputSchema").get("properties").fieldNames()
                    .forEachRemaining(parameter -> assertThat(description).as(name).contains(" " + parameter + ": "));
        });
        assertThat(all.get("deleteMatching").get("description").asText())
                .startsWith("Deletes all idempotency records that match");
        assertThat(all.get("deleteMatching").get("inputSchema").get("properties")).hasSizeGreaterThanOrEqualTo(3);
    }

    @Override
    void empties(JsonRpcClient client) throws Exception {
        assertThat(client.call("emptyInMemoryStore", Map.of()).asInt()).isPositive();
        assertThat(client.call("countByStatus", Map.of()).get("byStatus")).isEmpty();
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
