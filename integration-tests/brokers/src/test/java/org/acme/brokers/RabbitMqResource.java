package org.acme.brokers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

/** RabbitMQ on free ports, with files and a port mapper of its own. */
public class RabbitMqResource extends BrokerResource {

    private Map<String, String> environment;

    public RabbitMqResource() {
        // what stands in the PATH there goes to the user that the package makes
        super("rabbitmq", "rabbitmq-server", "/usr/lib/rabbitmq/bin");
    }

    @Override
    Map<String, String> start(Path installed, int port) throws IOException {
        String work = work().toString();
        environment = Map.ofEntries(
                Map.entry("HOME", work),
                Map.entry("ERL_EPMD_PORT", Integer.toString(FreePort.next())),
                Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_NODENAME", "test@localhost"),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(FreePort.next())),
                Map.entry("RABBITMQ_MNESIA_BASE", work + "/data"),
                Map.entry("RABBITMQ_LOG_BASE", work + "/log"),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", work + "/plugins"),
                Map.entry("RABBITMQ_CONFIG_FILES", work + "/conf"),
                Map.entry("RABBITMQ_CONF_ENV_FILE", work + "/env"));
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        run(environment, () -> {
            try (Connection connection = factory.newConnection()) {
                return connection.isOpen();
            }
        }, installed.toString());
        return Map.of("rabbitmq-host", "127.0.0.1", "rabbitmq-port", Integer.toString(port));
    }

    @Override
    public void stop() {
        super.stop();
        if (environment != null) { // the port mapper outlives the broker
            ProcessBuilder mapper = new ProcessBuilder("epmd", "-kill").inheritIO();
            mapper.environment().putAll(environment);
            try {
                mapper.start().waitFor(10, TimeUnit.SECONDS);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
