package io.quarkiverse.eventidempotency.runtime;

import java.time.InstantSource;

import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Ticker;

import io.quarkiverse.eventidempotency.runtime.cache.CachedStore;
import io.quarkiverse.eventidempotency.runtime.cache.NearCache;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;

/** The near cache on Caffeine, as large as configured. Hits count for the scope. */
@Singleton
class CaffeineNearCaching implements NearCaching {

    private final EventIdempotencyConfig config;
    private final ScopeCounters counters;

    CaffeineNearCaching(EventIdempotencyConfig config, ScopeCounters counters) {
        this.config = config;
        this.counters = counters;
    }

    @Override
    public IdempotencyStore inFrontOf(IdempotencyStore store) {
        return CachedStore.of(store, new NearCache(config.cache().maxSize().asLongValue(), Ticker.systemTicker()),
                InstantSource.system(), scope -> counters.of(scope).met(DeliveryIncident.CACHE_HIT));
    }
}
