package org.acme.entities;

import jakarta.persistence.Entity;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkus.hibernate.orm.panache.PanacheEntity;

@Entity
public class Customer extends PanacheEntity {

    @IdempotencyKey
    public String name;

    @IdempotencyKey
    public int level;
}
