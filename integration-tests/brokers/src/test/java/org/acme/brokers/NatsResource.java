package org.acme.brokers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.nats.client.Connection;
import io.nats.client.Nats;

/** NATS with JetStream on a free port. */
public class NatsResource extends BrokerResource {

    public NatsResource() {
        super("nats", "nats-server", "/usr/sbin");
    }

    @Override
    Map<String, String> absent(String reason) {
        Map<String, String> configuration = new HashMap<>(super.absent(reason));
        configuration.put("quarkus.messaging.nats.auto-configuration", "false");
        return configuration;
    }

    @Override
    Map<String, String> start(Path installed, int port) throws IOException {
        String address = "nats://127.0.0.1:" + port;
        run(Map.of(), () -> {
            try (Connection connection = Nats.connect(address)) {
                return connection.getStatus() == Connection.Status.CONNECTED;
            }
        }, installed.toString(), "-a", "127.0.0.1", "-p", Integer.toString(port), "-js", "-sd", work().toString());
        return Map.of("quarkus.messaging.nats.connection.servers", address);
    }
}
