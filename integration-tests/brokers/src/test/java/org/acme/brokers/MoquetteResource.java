package org.acme.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptPublishMessage;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A broker of MQTT 3.1.1 that closes the connection of a client when its id is sent to the topic {@code disconnect}. */
public class MoquetteResource implements QuarkusTestResourceLifecycleManager {

    static final String DISCONNECT = "disconnect";

    private final Server broker = new Server();

    @Override
    public Map<String, String> start() {
        int port = FreePort.next();
        Properties properties = new Properties();
        properties.put("host", "127.0.0.1");
        properties.put("port", Integer.toString(port));
        properties.put("persistence_enabled", "false");
        properties.put("telemetry_enabled", "false");
        try {
            broker.startServer(new MemoryConfig(properties), List.of(new Disconnects()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("mp.messaging.connector.smallrye-mqtt.host", "127.0.0.1",
                "mp.messaging.connector.smallrye-mqtt.port", Integer.toString(port));
    }

    private final class Disconnects extends AbstractInterceptHandler {

        @Override
        public String getID() {
            return DISCONNECT;
        }

        @Override
        public void onPublish(InterceptPublishMessage message) {
            if (message.getTopicName().equals(DISCONNECT)) {
                String client = message.getPayload().toString(UTF_8);
                CompletableFuture.runAsync(() -> broker.disconnectClient(client));
            }
            super.onPublish(message);
        }

        @Override
        public void onSessionLoopError(Throwable error) {
            error.printStackTrace();
        }
    }

    @Override
    public void stop() {
        broker.stopServer();
    }
}
