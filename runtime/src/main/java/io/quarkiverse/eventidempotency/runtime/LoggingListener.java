package io.quarkiverse.eventidempotency.runtime;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.Keys;

/** Logs what callers do not see in their results, and tells how deliveries end. */
public final class LoggingListener implements EngineListener {

    private final boolean logKeys;
    private final @Nullable Consumer<DeliveryEnded> observer;

    /** @param observer is told how deliveries end; {@code null} for nobody */
    public LoggingListener(boolean logKeys, @Nullable Consumer<DeliveryEnded> observer) {
        this.logKeys = logKeys;
        this.observer = observer;
    }

    @Override
    public void waitsOn(GuardPolicy policy, String key, long waitedMillis) {
        IdempotencyLog.LOG.waitsOn(waitedMillis, named(policy, key));
    }

    @Override
    public void leaseLost(GuardPolicy policy, String key) {
        IdempotencyLog.LOG.leaseLost(named(policy, key));
    }

    @Override
    public void unguarded(GuardPolicy policy, @Nullable String key, @Nullable Throwable cause) {
        if (cause == null) {
            IdempotencyLog.LOG.unguardedWithoutKey(named(policy, key));
        } else {
            IdempotencyLog.LOG.unguardedWithoutStore(named(policy, key), cause);
        }
    }

    @Override
    public void resultNotStored(GuardPolicy policy, String key, @Nullable Throwable cause) {
        if (cause == null) {
            IdempotencyLog.LOG.resultTooLarge(named(policy, key));
        } else {
            IdempotencyLog.LOG.resultNotWritten(named(policy, key), cause);
        }
    }

    @Override
    public void observed(GuardPolicy policy, String key, DeliveryOutcome wouldBe, @Nullable Throwable reason) {
        IdempotencyLog.LOG.observed(switch (wouldBe) {
            case OBSERVED_DUPLICATE -> "suppressed as a duplicate's";
            case OBSERVED_IN_FLIGHT -> "held back while another delivery processes the event";
            default -> "refused";
        }, named(policy, key), reason);
    }

    @Override
    public void outcomeNotStored(GuardPolicy policy, String key, Throwable cause) {
        IdempotencyLog.LOG.outcomeNotStored(named(policy, key), cause);
    }

    @Override
    public void ended(GuardPolicy policy, @Nullable String key, DeliveryOutcome outcome, int attempt, long nanos) {
        if (observer != null) {
            observer.accept(new DeliveryEnded(policy.scope(), key, outcome, attempt, Duration.ofNanos(nanos)));
        }
    }

    private String named(GuardPolicy policy, @Nullable String key) {
        return Keys.named(policy.scope(), key, logKeys);
    }
}
