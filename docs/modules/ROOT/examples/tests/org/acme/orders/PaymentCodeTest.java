package org.acme.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.standalone.StandaloneIdempotency;
import io.smallrye.mutiny.Multi;

class PaymentCodeTest {

    private final PaymentCode code = new PaymentCode(StandaloneIdempotency.inMemory().build());

    private static Payment payment(UUID order) {
        return new Payment(order, null, BigDecimal.ONE, "EUR");
    }

    @Test
    void duplicateHasNoOutputAndDoesNotEndThePipeline() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        List<Receipt> receipts = code.chargeAll(Multi.createFrom().items(payment(first), payment(first), payment(second)))
                .collect().asList().await().indefinitely();
        assertEquals(List.of(first, second), receipts.stream().map(Receipt::order).toList());
    }
}
