package org.acme.orders;

import java.util.UUID;

/** The result of an order. */
public record Receipt(UUID order, int quantity) {
}
