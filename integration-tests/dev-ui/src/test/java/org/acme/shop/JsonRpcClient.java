package org.acme.shop;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Asks the Dev UI as its pages do, and tells errors too. */
final class JsonRpcClient implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final AtomicInteger ids = new AtomicInteger(1_000_000);
    private final WebSocket socket;

    JsonRpcClient(int port) {
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(
                URI.create("ws://localhost:" + port + "/q/dev-ui/json-rpc-ws"), new Listener()).join();
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    answers.add(MAPPER.readTree(text.toString()));
                } catch (Exception e) {
                    throw new IllegalStateException(text.toString(), e);
                }
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    int send(String method, Map<String, Object> params) {
        return ask("quarkus-event-idempotency_" + method, params);
    }

    /** @param method a method of the Dev UI itself, or of any extension, with its namespace */
    int ask(String method, Map<String, Object> params) {
        return ask(ids.incrementAndGet(), method, params);
    }

    /** @param id the number of the request, which others may have given to theirs */
    int ask(int id, String method, Map<String, Object> params) {
        socket.sendText(MAPPER.valueToTree(Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params)).toString(),
                true).join();
        return id;
    }

    /** {@return what is next told to a request} */
    JsonNode next(int id) throws InterruptedException {
        while (true) {
            JsonNode answer = answers.poll(20, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IllegalStateException("No answer");
            }
            if (answer.path("id").asInt() == id) {
                return answer;
            }
        }
    }

    JsonNode call(String method, Map<String, Object> params) throws InterruptedException {
        JsonNode answer = next(send(method, params));
        if (answer.has("error")) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.get("result").get("object");
    }

    String error(String method, Map<String, Object> params) throws InterruptedException {
        JsonNode answer = next(send(method, params));
        if (!answer.has("error")) {
            throw new IllegalStateException("No error: " + answer);
        }
        return answer.get("error").get("message").asText();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
