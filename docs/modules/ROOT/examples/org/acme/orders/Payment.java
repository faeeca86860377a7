package org.acme.orders;

import java.math.BigDecimal;
import java.util.UUID;

/** A payment of an order. The bank's reference is null where there is none. */
public record Payment(UUID orderId, String bankReference, BigDecimal amount, String currency) {
}
