package io.quarkiverse.eventidempotency.runtime.observability;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.runtime.engine.OutcomeKind;
import io.quarkiverse.eventidempotency.runtime.engine.ScopeMeters;
import io.quarkiverse.eventidempotency.runtime.engine.ShownName;
import io.quarkus.runtime.metrics.MetricsFactory;
import io.quarkus.runtime.metrics.MetricsFactory.MetricBuilder;
import io.quarkus.runtime.metrics.MetricsFactory.TimeRecorder;

/**
 * The meters of one scope. Those of counters read them; timers record each step. A meter is registered when it has something
 * to show, so that a scope has the series of what occurs, and is found without a look-up from then on.
 */
final class DeliveryMeters implements ScopeMeters {

    static final String PREFIX = "event.idempotency.";

    private static final String OUTCOME = "outcome";

    private final MetricsFactory meters;
    private final String scope;
    private final DeliveryCounters counts;
    private final AtomicReferenceArray<@Nullable TimeRecorder> timers = new AtomicReferenceArray<>(
            DeliveryStep.values().length);

    DeliveryMeters(MetricsFactory meters, String scope, DeliveryCounters counts) {
        this.meters = meters;
        this.scope = scope;
        this.counts = counts;
    }

    private MetricBuilder meter(String name, String description) {
        return meters.builder(PREFIX + name).description(description).tag("scope", scope);
    }

    private static String text(Enum<?> value) {
        return ShownName.of(value);
    }

    @Override
    public void counted(DeliveryOutcome outcome) {
        meter("deliveries", "Deliveries that have ended, by outcome").tag(OUTCOME, text(outcome))
                .tag("kind", text(OutcomeKind.of(outcome))).buildCounter(counts, of -> of.count(outcome));
    }

    @Override
    public void counted(DeliveryIncident incident) {
        MetricBuilder meter = switch (incident) {
            case TAKEOVER -> meter("takeovers", "Claims that took over from one whose lease had expired");
            case RETRY -> meter("retries", "Claims that were made again after an earlier attempt had failed");
            case WAIT -> meter("waits", "Deliveries that waited for another one of their event");
            case MALFORMED_HEADER ->
                meter("malformed.headers", "Headers with an event's identity that could not be used");
            case RESULT_NOT_STORED -> meter("results.not.stored", "Completions that were stored without their result");
            case CACHE_HIT -> meter("cache.hits", "Claims of duplicates that the near cache answered");
        };
        meter.buildCounter(counts, of -> of.count(incident));
    }

    @Override
    public void windowed() {
        meter("window", "Messages behind the running one whose keys are claimed ahead, at most").buildGauge(counts,
                DeliveryCounters::window);
    }

    @Override
    public void took(DeliveryStep step, long nanos) {
        TimeRecorder timer = timers.get(step.ordinal());
        if (timer == null) {
            timer = timer(step);
            timers.set(step.ordinal(), timer);
        }
        timer.update(nanos, TimeUnit.NANOSECONDS);
    }

    /** Metrics return the timer that is there already when another thread has made it. */
    private TimeRecorder timer(DeliveryStep step) {
        return switch (step) {
            case CLAIM -> meter("claim.duration", "Requests for a claim, until the store's reply").buildTimer();
            case SETTLEMENT ->
                meter("settlement.duration", "Settlements of claims, until the store has confirmed them").buildTimer();
            case BODY_COMPLETED -> handler("completed");
            case BODY_FAILED -> handler("failed");
            case WAIT -> meter("wait.duration", "Waits for another delivery of an event").buildTimer();
        };
    }

    private TimeRecorder handler(String outcome) {
        return meter("handler.duration", "Runs of handlers").tag(OUTCOME, outcome).buildTimer();
    }
}
