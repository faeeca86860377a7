package org.acme.kafka;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySource;

/** Sends orders to a channel of the in-memory connector when the process has started. */
@ApplicationScoped
public class Feed {

    void start(@Observes StartupEvent started, @Any InMemoryConnector connector,
            @ConfigProperty(name = "shop.feed.channel") Optional<String> channel,
            @ConfigProperty(name = "shop.meter.warm-up") int warmUp,
            @ConfigProperty(name = "shop.meter.measured") int measured) {
        channel.ifPresent(name -> new Thread(() -> send(connector.source(name), warmUp + measured), "feed").start());
    }

    private static void send(InMemorySource<Order> source, int orders) {
        for (int order = 0; order < orders; order++) {
            source.send(new Order("order-" + order));
        }
    }
}
