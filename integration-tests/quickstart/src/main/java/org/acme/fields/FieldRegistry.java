package org.acme.fields;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.mutiny.Uni;

/**
 * The side effect: the fields that have been created. It suppresses nothing itself, so that a field created twice is seen.
 */
@ApplicationScoped
public class FieldRegistry {

    private final Collection<Field> fields = new ConcurrentLinkedQueue<>();
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    @Inject
    FieldsConfig config;

    @Inject
    Event<CreationBegan> began;

    @Inject
    Event<CreationEnded> ended;

    Uni<FieldCreated> create(EventEnvelope<Field> event) {
        String fieldId = event.payload().fieldId();
        began.fire(new CreationBegan(event));
        if (names(config.hang(), fieldId)) {
            return Uni.createFrom().nothing();
        }
        if (names(config.failOnce(), fieldId) && failed.add(fieldId)) {
            return Uni.createFrom().failure(new IllegalStateException("the land register did not answer"));
        }
        return Uni.createFrom().item(event.payload())
                .onItem().delayIt().by(config.workTime())
                .map(this::add)
                .invoke(() -> ended.fire(new CreationEnded(event)));
    }

    List<Field> fields() {
        return List.copyOf(fields);
    }

    private FieldCreated add(Field field) {
        long process = ProcessHandle.current().pid();
        config.ledger().ifPresent(file -> append(file, field.fieldId() + " " + process + "\n"));
        fields.add(field);
        return new FieldCreated("created", field.fieldId(), Instant.now(), process);
    }

    /** Appends a line whole, whoever else appends to the file. */
    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The creation of a field could not be written to " + file, e);
        }
    }

    private static boolean names(Optional<Set<String>> fields, String fieldId) {
        return fields.isPresent() && fields.get().contains(fieldId);
    }

    /** The creation of a field began: the body of the handler that got this very event runs. */
    record CreationBegan(EventEnvelope<Field> event) {
    }

    /** The creation of a field ended, and the field is there. */
    record CreationEnded(EventEnvelope<Field> event) {
    }
}
