package org.acme.guide;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

/** Where fields are created, which must happen once for each. */
@Singleton
public class FieldDatabase {

    private final List<String> created = new CopyOnWriteArrayList<>();

    public Uni<FieldCreated> create(Field field) {
        return Uni.createFrom().item(() -> createNow(field));
    }

    public FieldCreated createNow(Field field) {
        if (field.name().isBlank()) {
            throw new IllegalArgumentException("Invalid payload: a field needs a name");
        }
        created.add(field.fieldId());
        return new FieldCreated("created", field.fieldId(), Instant.now());
    }

    public List<String> created() {
        return created;
    }
}
