package org.acme.shop;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.smallrye.mutiny.Uni;

/** Takes items into stock under each policy. An item fails, fails permanently or never ends, by the begin of its id. */
@ApplicationScoped
public class Stock {

    private static Uni<String> take(Item item) {
        if (item.id().startsWith("stuck")) {
            return Uni.createFrom().nothing();
        } else if (item.id().startsWith("broken")) {
            return Uni.createFrom().failure(new IllegalStateException("The shelf is broken"));
        }
        int size = item.id().startsWith("huge") ? 1024 * 1024 : 0;
        return item.id().startsWith("sold") ? Uni.createFrom().failure(new IllegalArgumentException("Sold out"))
                : Uni.createFrom().item("took " + item.id() + "!".repeat(size));
    }

    @Idempotent(scope = "replayed", key = "{item.tenant}/{item.id}", terminalOn = IllegalArgumentException.class)
    Uni<String> replay(Item item) {
        return take(item);
    }

    @Idempotent(scope = "skipped", key = "{item.id}", onDuplicate = OnDuplicate.SKIP, onInFlight = OnInFlight.SKIP)
    Uni<String> skip(Item item) {
        return take(item);
    }

    @Idempotent(scope = "rejected", key = "{item.id}", onDuplicate = OnDuplicate.FAIL, onInFlight = OnInFlight.FAIL)
    Uni<String> reject(Item item) {
        return take(item);
    }

    @Idempotent(scope = "printed", key = "{item.id}", fingerprint = "{item}")
    Uni<String> print(Item item) {
        return take(item);
    }

    @Idempotent(scope = "observed", key = "{item.tenant}", onInFlight = OnInFlight.FAIL, fingerprint = "{item.prices}")
    Uni<String> observe(Item item) {
        return take(item);
    }

    @Idempotent(scope = "keyless", key = "{item.tenant}", onMissingKey = OnMissingKey.PROCEED)
    Uni<String> keyless(Item item) {
        return take(item);
    }

    @Idempotent(scope = "resolved", keyResolver = ItemKeys.class)
    Uni<String> resolve(Item item) {
        return take(item);
    }

    @Idempotent(scope = "annotated")
    Uni<String> annotated(@IdempotencyKey String shelf, @IdempotencyKey int place) {
        return Uni.createFrom().item(shelf + place);
    }

    @Idempotent(scope = "counted", key = "{item.id}", maxAttempts = 2)
    Uni<String> count(Item item) {
        return take(item);
    }

    @Idempotent(scope = "careful", key = "{item.id}", afterCrash = AfterCrash.QUARANTINE)
    Uni<String> careful(Item item) {
        return take(item);
    }
}
