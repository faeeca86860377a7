package org.acme.orders;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** Handlers that say more than what names their events. */
@ApplicationScoped
public class PaymentHandlers {

    // tag::resolver[]
    @Idempotent(scope = "payments.book", keyResolver = PaymentKeys.class)
    Receipt book(Payment payment) {
        return new Receipt(payment.orderId(), 1);
    }
    // end::resolver[]

    // tag::terminal[]
    @Idempotent(scope = "payments.charge", key = "{payment.orderId}", terminalOn = CardDeclinedException.class)
    Uni<Receipt> charge(Payment payment) {
        return payment.amount().signum() < 0 ? Uni.createFrom().failure(new CardDeclinedException())
                : Uni.createFrom().item(new Receipt(payment.orderId(), 1));
    }
    // end::terminal[]

    // tag::crash[]
    @Incoming("payments-sent")
    @Idempotent(scope = "payments.transfer", key = "{payment.bankReference}", afterCrash = AfterCrash.QUARANTINE, maxAttempts = 5)
    void transfer(Payment payment) {
        // asks a bank that does not know idempotency keys
    }
    // end::crash[]

    // tag::fingerprint[]
    @Idempotent(scope = "payments.refund", key = "{payment.orderId}", fingerprint = "{payment.amount}{payment.currency}")
    Receipt refund(Payment payment) {
        return new Receipt(payment.orderId(), 1);
    }
    // end::fingerprint[]
}
