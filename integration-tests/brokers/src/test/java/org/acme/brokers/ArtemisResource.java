package org.acme.brokers;

import java.util.Map;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A broker of AMQP 1.0 and JMS that gives a message up when two of its deliveries have failed. */
public class ArtemisResource implements QuarkusTestResourceLifecycleManager {

    static final String DEAD_LETTERS = "dead-letters";

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

    @Override
    public Map<String, String> start() {
        int port = FreePort.next();
        try {
            Configuration configuration = new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .addAcceptorConfiguration("amqp", "tcp://127.0.0.1:" + port + "?protocols=AMQP,CORE")
                    .addAddressConfiguration(new CoreAddressConfiguration().setName(DEAD_LETTERS)
                            .addRoutingType(RoutingType.ANYCAST)
                            .addQueueConfiguration(QueueConfiguration.of(DEAD_LETTERS).setRoutingType(RoutingType.ANYCAST)))
                    .addAddressSetting("#", new AddressSettings()
                            .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                            .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                            .setDeadLetterAddress(SimpleString.of(DEAD_LETTERS))
                            .setMaxDeliveryAttempts(2));
            broker.setConfiguration(configuration).start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Map.of("amqp-host", "127.0.0.1", "amqp-port", Integer.toString(port), "jms-url", "tcp://127.0.0.1:" + port);
    }

    @Override
    public void stop() {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
