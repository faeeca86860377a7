package org.acme.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.BatchItemFailures;
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

    @Test
    void batchChargesEachPaymentOnceAndReportsThoseThatFail() {
        Payment first = payment(UUID.randomUUID());
        Payment declined = new Payment(UUID.randomUUID(), null, BigDecimal.ZERO, "EUR");
        BatchItemFailures failed = assertThrows(BatchItemFailures.class,
                () -> code.chargeAll(List.of(first, declined)).await().indefinitely());
        assertEquals(Set.of(1), failed.failures().keySet());
        assertInstanceOf(CardDeclinedException.class, failed.failures().get(1));
        assertEquals(Arrays.asList(new Receipt(first.orderId(), 1), null), failed.results());
        assertEquals(List.of(new Receipt(first.orderId(), 1)),
                code.chargeAll(List.of(first)).await().indefinitely());
    }
}
