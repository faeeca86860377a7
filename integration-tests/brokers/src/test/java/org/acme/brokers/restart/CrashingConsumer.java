package org.acme.brokers.restart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;

/** Notes each order in a file, and ends the process while it handles the first one. */
@ApplicationScoped
@IfBuildProperty(name = "test.crashes", stringValue = "true")
public class CrashingConsumer {

    private final Path journal;

    CrashingConsumer(@ConfigProperty(name = "test.journal") Path journal) {
        this.journal = journal;
    }

    @Incoming("orders")
    @Idempotent(scope = "orders", key = "{order}", lease = "1S")
    Uni<Void> on(String order) throws IOException {
        boolean first = Files.notExists(journal);
        Files.writeString(journal, order + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (first) {
            Runtime.getRuntime().halt(1);
        }
        return Uni.createFrom().voidItem();
    }
}
