package org.acme.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.reactive.messaging.annotations.Blocking;

/**
 * Consumers on worker threads whose records are to be processed in order for each key: they journal when each body begins and
 * ends. A body takes a while; it ends after a file with its transfer's id exists where the process is configured so.
 */
@ApplicationScoped
public class Transfers {

    static final String SCOPE = "transfers";

    private final Journal journal;
    private final long millis;
    private final Optional<Path> gates;

    Transfers(Journal journal, @ConfigProperty(name = "shop.booking.millis", defaultValue = "8") long millis,
            @ConfigProperty(name = "shop.booking.gates") Optional<Path> gates) {
        this.journal = journal;
        this.millis = millis;
        this.gates = gates;
    }

    /** The connector keeps the order of each key. */
    @Incoming("transfers")
    @Blocking(ordered = false)
    @Idempotent(scope = SCOPE)
    void book(ConsumerRecord<String, Transfer> from) throws InterruptedException {
        process(from);
    }

    /** Keeps the order of its channel, of which there can be several. */
    @Incoming("standing-orders")
    @Blocking
    @Idempotent(scope = SCOPE)
    void bookInOrder(ConsumerRecord<String, Transfer> from) throws InterruptedException {
        process(from);
    }

    private void process(ConsumerRecord<String, Transfer> from) throws InterruptedException {
        String id = from.value().id();
        String record = from.key() + " " + from.partition() + "@" + from.offset();
        journal.add(id, "begins " + record);
        do {
            Thread.sleep(millis);
        } while (gates.isPresent() && !Files.exists(gates.get().resolve(id)));
        journal.add(id, "ends " + record);
    }
}
