package org.acme.orders;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.DeliveryOutcome;

/** The ends of deliveries, by key. */
@Singleton
public class Outcomes {

    private final Map<String, List<DeliveryOutcome>> outcomes = new ConcurrentHashMap<>();

    void ended(@Observes DeliveryEnded end) {
        outcomes.computeIfAbsent(end.key(), key -> new CopyOnWriteArrayList<>()).add(end.outcome());
    }

    public List<DeliveryOutcome> of(String key) {
        return outcomes.getOrDefault(key, List.of());
    }
}
