package io.quarkiverse.eventidempotency.runtime.observability;

import java.util.List;
import java.util.Locale;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkus.runtime.metrics.MetricsFactory;

/**
 * Shows the counters of each scope as meters. A meter only looks at them: an event costs the same with and without, and
 * nothing but Quarkus' own interface to metrics is needed.
 */
public final class DeliveryMeters {

    private static final String PREFIX = "event.idempotency.";

    private DeliveryMeters() {
    }

    public static void show(ScopeCounters counters, MetricsFactory meters) {
        counters.forEach((scope, counts) -> show(meters, scope, counts));
    }

    private static void show(MetricsFactory meters, String scope, DeliveryCounters counts) {
        for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
            meters.builder(PREFIX + "deliveries").description("Deliveries that have ended, by how they did")
                    .tag("scope", scope).tag("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .buildCounter(counts, of -> of.count(outcome));
        }
        meters.builder(PREFIX + "window").description("Messages behind the running one whose keys are claimed ahead, at most")
                .tag("scope", scope).buildGauge(counts, DeliveryCounters::window);
        for (DeliveryIncident incident : DeliveryIncident.values()) {
            List<String> meter = nameAndDescription(incident);
            meters.builder(PREFIX + meter.get(0)).description(meter.get(1)).tag("scope", scope)
                    .buildCounter(counts, of -> of.count(incident));
        }
    }

    private static List<String> nameAndDescription(DeliveryIncident incident) {
        return switch (incident) {
            case TAKEOVER -> List.of("takeovers", "Claims that took over from one whose lease had ended");
            case RETRY -> List.of("retries", "Claims that were made again after an earlier attempt had failed");
            case WAIT -> List.of("waits", "Deliveries that waited for another one of their event");
            case MALFORMED_HEADER ->
                List.of("malformed.headers", "Headers that were to name an event and could not be used");
            case RESULT_NOT_STORED -> List.of("results.not.stored", "Completions that were stored without their result");
            case CACHE_HIT -> List.of("cache.hits", "Claims of duplicates that the near cache answered");
        };
    }
}
