package org.acme.entities;

import jakarta.persistence.Embeddable;

@Embeddable
public class Address {

    public String zip;
}
