package org.acme.brokers;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.jms.ConnectionFactory;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.arc.Unremovable;

/** Connections of JMS to the broker. */
class JmsConnections {

    @Produces
    @Unremovable // the connector looks it up
    @ApplicationScoped
    ConnectionFactory toBroker(@ConfigProperty(name = "jms-url") String url) {
        return new ActiveMQConnectionFactory(url);
    }
}
