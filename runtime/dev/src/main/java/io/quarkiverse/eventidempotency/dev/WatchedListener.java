package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;

/** Forwards each report to its listener, and to the recent deliveries those that the end of a delivery does not repeat. */
final class WatchedListener implements EngineListener {

    private final EngineListener listener;
    private final RecentDeliveries watcher;

    WatchedListener(EngineListener listener, RecentDeliveries watcher) {
        this.listener = listener;
        this.watcher = watcher;
    }

    @Override
    public void waitsOn(GuardPolicy policy, String key, long waitedMillis) {
        listener.waitsOn(policy, key, waitedMillis);
        watcher.waitsOn(policy, key, waitedMillis);
    }

    @Override
    public void leaseLost(GuardPolicy policy, String key) {
        listener.leaseLost(policy, key);
    }

    @Override
    public void unguarded(GuardPolicy policy, @Nullable String key, @Nullable Throwable cause) {
        listener.unguarded(policy, key, cause);
    }

    @Override
    public void resultNotStored(GuardPolicy policy, String key, @Nullable Throwable cause) {
        listener.resultNotStored(policy, key, cause);
    }

    @Override
    public void observed(GuardPolicy policy, @Nullable String key, DeliveryOutcome wouldBe, @Nullable Throwable reason) {
        listener.observed(policy, key, wouldBe, reason);
    }

    @Override
    public void outcomeNotStored(GuardPolicy policy, String key, Throwable cause) {
        listener.outcomeNotStored(policy, key, cause);
    }

    @Override
    public void storeAvailable(@Nullable String why) {
        listener.storeAvailable(why);
        watcher.storeAvailable(why);
    }

    @Override
    public void claimed(GuardPolicy policy, String key, int attempt) {
        listener.claimed(policy, key, attempt);
        watcher.claimed(policy, key, attempt);
    }

    @Override
    public void met(GuardPolicy policy, @Nullable String key, DeliveryIncident incident) {
        listener.met(policy, key, incident);
        watcher.met(policy, key, incident);
    }

    @Override
    public void ended(GuardPolicy policy, @Nullable String key, DeliveryOutcome outcome, int attempt, long nanos) {
        listener.ended(policy, key, outcome, attempt, nanos);
        watcher.ended(policy, key, outcome, attempt, nanos);
    }
}
