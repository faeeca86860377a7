package org.acme.orders;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.ResolvedKey;

/** Keys of payments: what a bank has numbered is remembered for longer. */
// tag::resolver[]
@ApplicationScoped
public class PaymentKeys implements KeyResolver<Payment> {

    @Override
    public ResolvedKey resolve(Payment payment) {
        return payment.bankReference() == null ? ResolvedKey.of("order:" + payment.orderId())
                : ResolvedKey.of("bank:" + payment.bankReference(), Duration.ofDays(90));
    }
}
// end::resolver[]
