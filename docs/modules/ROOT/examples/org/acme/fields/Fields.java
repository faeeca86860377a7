package org.acme.fields;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

/** Where fields are created. */
@ApplicationScoped
public class Fields {

    Uni<FieldCreated> create(Field field) {
        return Uni.createFrom().item(new FieldCreated("created", field.fieldId()));
    }
}
