package org.acme.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Asks as a tool does, by Quarkus' Dev MCP. */
final class DevMcp {

    private static final String OURS = "quarkus-event-idempotency_";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;

    DevMcp(int port) throws IOException, InterruptedException {
        uri = URI.create("http://localhost:" + port + "/q/dev-mcp");
        JsonNode answer = ask("initialize", Map.of("protocolVersion", "2025-03-26", "capabilities", Map.of(), "clientInfo",
                Map.of("name", "a-test", "version", "1")));
        if (!answer.path("result").has("protocolVersion")) {
            throw new IllegalStateException(answer.toString());
        }
    }

    private JsonNode ask(String method, Map<String, Object> params) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(MAPPER
                        .writeValueAsString(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params))))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return MAPPER.readTree(response.body());
    }

    /** {@return the names of the tools of this extension that are enabled, sorted} */
    List<String> names() throws IOException, InterruptedException {
        return List.copyOf(tools().keySet());
    }

    /** {@return the tools of this extension that are enabled, by name} */
    SortedMap<String, JsonNode> tools() throws IOException, InterruptedException {
        SortedMap<String, JsonNode> tools = new TreeMap<>();
        for (JsonNode tool : ask("tools/list", Map.of()).get("result").get("tools")) {
            if (tool.get("name").asText().startsWith(OURS)) {
                tools.put(tool.get("name").asText().substring(OURS.length()), tool);
            }
        }
        return tools;
    }

    JsonNode call(String tool, Map<String, Object> arguments) throws IOException, InterruptedException {
        JsonNode answer = ask("tools/call", Map.of("name", OURS + tool, "arguments", arguments));
        if (answer.has("error")) {
            throw new IllegalStateException(answer.toString());
        }
        return MAPPER.readTree(answer.get("result").get("content").get(0).get("text").asText());
    }

    String error(String tool, Map<String, Object> arguments) throws IOException, InterruptedException {
        JsonNode answer = ask("tools/call", Map.of("name", OURS + tool, "arguments", arguments));
        if (!answer.has("error")) {
            throw new IllegalStateException("No error: " + answer);
        }
        return answer.get("error").get("message").asText();
    }
}
