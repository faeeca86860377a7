package org.acme.orders;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;

/** The effect of an order: a row. */
@Entity
@Table(name = "effect")
public class Effect extends PanacheEntityBase {

    @Id
    public String number;

    @Column(name = "id")
    public String order;
}
