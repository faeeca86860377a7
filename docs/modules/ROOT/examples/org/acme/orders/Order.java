package org.acme.orders;

import java.util.UUID;

import io.quarkiverse.eventidempotency.IdempotencyKey;

/** An order that knows what names it. */
// tag::order[]
public record Order(@IdempotencyKey String shop, @IdempotencyKey UUID id, int quantity) {
}
// end::order[]
