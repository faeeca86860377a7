package org.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.acme.entities.Address;
import org.acme.entities.Customer;
import org.acme.entities.NearHandlers;
import org.acme.entities.PlacedOrder;
import org.acme.entities.Ticket;
import org.acme.handlers.FarHandlers;
import org.bson.types.ObjectId;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/** Keys and fingerprints are taken of what the handler's own code reads: public fields of entities, loaded or not. */
@QuarkusTest
class EntityKeysTest {

    private static long orders;

    @Inject
    EntityManager entities;

    @Inject
    NearHandlers near;

    @Inject
    FarHandlers far;

    private PlacedOrder order;

    @BeforeEach
    void store() {
        order = new PlacedOrder();
        order.id = ++orders;
        order.tenant = "acme";
        order.number = "n" + orders;
        order.count = 70 + (int) orders;
        order.urgent = true;
        order.eMail = "me@acme.org";
        order.code = " c ";
        order.address = new Address();
        order.address.zip = "10115";
        order.customer = new Customer();
        order.customer.name = "jo" + orders;
        order.customer.level = 3;
        QuarkusTransaction.requiringNew().run(() -> {
            order.customer.persist();
            entities.persist(order);
        });
    }

    /** The result of a handler for an order that is not loaded. */
    private String ofReference(Function<PlacedOrder, String> call) {
        return QuarkusTransaction.requiringNew().call(() -> {
            PlacedOrder reference = entities.getReference(PlacedOrder.class, order.id);
            assertThat(Hibernate.isInitialized(reference)).isFalse();
            return call.apply(reference);
        });
    }

    private String ofCustomer(Function<Customer, String> call) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Customer reference = entities.getReference(Customer.class, order.customer.id);
            assertThat(Hibernate.isInitialized(reference)).isFalse();
            return call.apply(reference);
        });
    }

    @Test
    void publicFieldsOfAllKinds() {
        String key = "acme/" + order.id + "/" + order.number + "/" + order.count + "/true/me@acme.org/c/10115/noted";
        assertThat(far.all(order)).isEqualTo(key);
        assertThat(near.all(order)).isEqualTo(key);
    }

    @Test
    void referencesAreLoaded() {
        assertThat(ofReference(far::number)).isEqualTo(order.number);
        assertThat(ofReference(near::number)).isEqualTo(order.number);
        assertThat(ofReference(far::count)).isEqualTo("" + order.count);
        assertThat(ofReference(near::count)).isEqualTo("" + order.count);
        String customer = order.customer.id + "/" + order.customer.name + "/3";
        assertThat(ofReference(far::customer)).isEqualTo(customer);
        assertThat(ofReference(near::customer)).isEqualTo(customer);
    }

    @Test
    void annotatedFields() {
        assertThat(far.annotated(order.customer)).isEqualTo(order.customer.name + ":3");
        assertThat(ofCustomer(near::annotated)).isEqualTo(order.customer.name + ":3");
        assertThat(ofCustomer(far::annotated)).isEqualTo(order.customer.name + ":3");
    }

    @Test
    void fingerprints() {
        String id = "id" + order.id;
        far.fingerprinted(id, order);
        near.fingerprinted(id, order);
        assertThat(ofReference(reference -> far.fingerprinted(id, reference))).as("the same payload").isEqualTo("ran");
        assertThat(ofReference(reference -> near.fingerprinted(id, reference))).as("the same payload").isEqualTo("ran");
    }

    @Test
    void fingerprintsOfWholeEntities() {
        String id = "whole" + order.customer.id;
        far.payload(id, order.customer);
        assertThat(ofCustomer(reference -> far.payload(id, reference))).as("the same payload").isEqualTo("ran");
    }

    @Test
    void documents() {
        Ticket ticket = new Ticket();
        ticket.id = new ObjectId(7, 1);
        ticket.number = "t1";
        ticket.seat = 12;
        ticket.note = "window";
        assertThat(far.ticket(ticket)).isEqualTo("t1/12/window/7");
    }
}
