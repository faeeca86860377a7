package org.acme.purchases;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;

/** Guarded methods that change the database. */
@ApplicationScoped
public class Purchases {

    static final String SCOPE = "purchases";

    /** Inserts a row in a transaction of its caller. */
    @Idempotent(scope = SCOPE, key = "{number}", onInFlight = OnInFlight.FAIL)
    public Uni<String> place(String number, Open transaction) {
        String result = number + ", attempt " + IdempotencyContext.current().attempt();
        return transaction.insert(number).replaceWith(result);
    }

    /** Waits for its own end when it is called again in one transaction. */
    @Idempotent(scope = SCOPE, key = "{number}")
    public Uni<String> placePatiently(String number, Open transaction) {
        return transaction.insert(number).replaceWith(number);
    }

    /** Must not be run twice by anybody but an operator. */
    @Idempotent(scope = SCOPE, key = "{number}", afterCrash = AfterCrash.QUARANTINE)
    public Uni<String> placeOnce(String number, Open transaction) {
        return transaction.insert(number).replaceWith(number);
    }

    /** Inserts a row in a transaction of its own, unless its caller has one. */
    @WithTransaction
    @Idempotent(scope = SCOPE, key = "{number}", onInFlight = OnInFlight.FAIL)
    public Uni<String> placeByItself(String number) {
        String result = number + ", attempt " + IdempotencyContext.current().attempt();
        Purchase purchase = new Purchase();
        purchase.number = number;
        return purchase.persistAndFlush().replaceWith(result);
    }
}
