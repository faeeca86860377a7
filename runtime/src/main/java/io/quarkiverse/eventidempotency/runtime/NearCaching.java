package io.quarkiverse.eventidempotency.runtime;

import io.quarkiverse.eventidempotency.spi.IdempotencyStore;

/** Puts a near cache in front of the store. Its bean is there where the application has Caffeine. */
interface NearCaching {

    /** {@return the store behind a cache} */
    IdempotencyStore inFrontOf(IdempotencyStore store);
}
