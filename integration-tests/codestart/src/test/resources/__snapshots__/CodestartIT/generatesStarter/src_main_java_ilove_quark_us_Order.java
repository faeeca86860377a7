package ilove.quark.us;

import io.quarkiverse.eventidempotency.IdempotencyKey;

/** An order. Orders with the same id are the same event, however often they are delivered. */
public record Order(@IdempotencyKey String id, String item) {
}
