package org.acme.fields;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

/** The side effect: a line in the ledger. It suppresses nothing itself, so that a field created twice is seen. */
@ApplicationScoped
public class FieldRegistry {

    private static final Duration WORK_TIME = Duration.ofMillis(20);

    @Inject
    FieldsConfig config;

    Uni<FieldCreated> create(Field field) {
        if (config.hang().filter(field.fieldId()::equals).isPresent()) {
            System.out.println(ConsumerProcess.IN_BODY);
            return Uni.createFrom().nothing();
        }
        return Uni.createFrom().item(field).onItem().delayIt().by(WORK_TIME).map(this::add);
    }

    private FieldCreated add(Field field) {
        long process = ProcessHandle.current().pid();
        try {
            Files.writeString(config.ledger(), field.fieldId() + " " + process + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("The creation of a field could not be written to " + config.ledger(), e);
        }
        return new FieldCreated(field.fieldId(), process);
    }
}
