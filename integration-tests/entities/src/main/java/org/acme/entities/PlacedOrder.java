package org.acme.entities;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Transient;

/** Without Panache. */
@Entity
public class PlacedOrder extends Tenanted {

    @Id
    public long id;

    public String number;

    public int count;

    public boolean urgent;

    /** A name that beans spell in a way of their own. */
    public String eMail;

    public String code;

    public Address address;

    @ManyToOne(fetch = FetchType.LAZY)
    public Customer customer;

    @Transient
    public String note = "noted";

    public String getCode() {
        return code.strip();
    }
}
