package org.acme.purchases;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;

/** A row, which must not be in its table twice: the database checks that at the commit. */
@Entity
public class Purchase extends PanacheEntityBase {

    @Id
    public String number;
}
