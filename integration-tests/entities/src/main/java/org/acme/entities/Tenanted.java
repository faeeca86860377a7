package org.acme.entities;

import jakarta.persistence.MappedSuperclass;

@MappedSuperclass
public class Tenanted {

    public String tenant;
}
