package org.acme.shop;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.ResolvedKey;

/** Keys of items; free ones need no guard, and wrong ones have none. */
@ApplicationScoped
public class ItemKeys implements KeyResolver<Item> {

    @Override
    public ResolvedKey resolve(Item item) {
        if (item.id().startsWith("wrong")) {
            throw new IllegalStateException("No such shelf");
        }
        return item.id().startsWith("free") ? ResolvedKey.unguarded()
                : ResolvedKey.of("shelf-" + item.id(), Duration.ofMinutes(3));
    }
}
