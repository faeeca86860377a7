package io.quarkiverse.eventidempotency.runtime.observability;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.Keys;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.Takeover;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/**
 * Logs what callers do not see in their results, and reports how deliveries end. Messages that can occur for each event are
 * {@linkplain RepeatedMessages limited}, and have no stack trace; at DEBUG each is logged, with its trace.
 */
public final class LoggingListener implements EngineListener {

    private static final String UNNAMED = "a process without a name";

    private final boolean logKeys;
    private final @Nullable Consumer<DeliveryEnded> observer;
    private final RepeatedMessages messages;
    private final EngineListener[] others;

    /** The scopes of which it was logged that their events may have no key. */
    private final Set<String> withoutKeys = ConcurrentHashMap.newKeySet();

    /** @param clock limits messages */
    public LoggingListener(boolean logKeys, EngineClock clock) {
        this(logKeys, new RepeatedMessages(clock), null, List.of());
    }

    /**
     * @param observer is notified of how deliveries end; {@code null} for none
     * @param others receive what is not logged too, and the waits and ends
     */
    public LoggingListener(boolean logKeys, RepeatedMessages messages, @Nullable Consumer<DeliveryEnded> observer,
            List<EngineListener> others) {
        this.logKeys = logKeys;
        this.messages = messages;
        this.observer = observer;
        this.others = others.toArray(EngineListener[]::new);
    }

    /** Logs the messages that are counted and not logged yet. */
    public void flush() {
        messages.flush();
    }

    @Override
    public void waitsOn(GuardPolicy policy, String key, long waitedMillis) {
        log(IdempotencyLog.WAITS_ON, policy, key, null, (named, more) -> IdempotencyLog.LOG.waitsOn(waitedMillis, named, more));
        for (EngineListener other : others) {
            other.waitsOn(policy, key, waitedMillis);
        }
    }

    @Override
    public void leaseLost(GuardPolicy policy, String key) {
        log(IdempotencyLog.LEASE_LOST, policy, key, null, IdempotencyLog.LOG::leaseLost);
    }

    @Override
    public void unguarded(GuardPolicy policy, @Nullable String key, @Nullable Throwable cause) {
        if (cause != null) {
            log(IdempotencyLog.UNGUARDED_WITHOUT_STORE, policy, key, cause,
                    (named, more) -> IdempotencyLog.LOG.unguardedWithoutStore(named, CauseText.of(cause), more));
        } else if (withoutKeys.add(PolicyResolver.nameOf(policy.scope()))) {
            IdempotencyLog.LOG.unguardedWithoutKey(named(policy, key));
        } else {
            debug(IdempotencyLog.UNGUARDED_WITHOUT_KEY, policy, key, null);
        }
    }

    @Override
    public void resultNotStored(GuardPolicy policy, String key, @Nullable Throwable cause) {
        if (cause == null) {
            log(IdempotencyLog.RESULT_TOO_LARGE, policy, key, null, IdempotencyLog.LOG::resultTooLarge);
        } else {
            log(IdempotencyLog.RESULT_NOT_WRITTEN, policy, key, cause,
                    (named, more) -> IdempotencyLog.LOG.resultNotWritten(named, CauseText.of(cause), more));
        }
    }

    @Override
    public void observed(GuardPolicy policy, @Nullable String key, DeliveryOutcome wouldBe, @Nullable Throwable reason) {
        log(IdempotencyLog.OBSERVED, policy, key, reason, (named, more) -> IdempotencyLog.LOG.observed(switch (wouldBe) {
            case OBSERVED_DUPLICATE -> "suppressed as a duplicate's";
            case OBSERVED_IN_FLIGHT -> "held back while another delivery processes the event";
            default -> "refused";
        }, named, reason == null ? "" : ": " + CauseText.of(reason), more));
    }

    @Override
    public void duplicate(GuardPolicy policy, String key, @Nullable TraceContext trace, RecordContent record) {
        if (IdempotencyLog.LOG.isDebugEnabled()) {
            IdempotencyRecord first = record.record();
            IdempotencyLog.LOG.debugf(
                    "A duplicate is suppressed [%s]: the event was first seen at %s, and completed at %s by %s",
                    named(policy, key), first == null ? null : first.firstSeenAt(), first == null ? null : first.completedAt(),
                    first == null || first.node() == null ? UNNAMED : first.node());
        }
        for (EngineListener other : others) {
            other.duplicate(policy, key, trace, record);
        }
    }

    @Override
    public void outcomeNotStored(GuardPolicy policy, String key, Throwable cause) {
        log(IdempotencyLog.OUTCOME_NOT_STORED, policy, key, cause,
                (named, more) -> IdempotencyLog.LOG.outcomeNotStored(named, CauseText.of(cause), more));
    }

    @Override
    public void storeAvailable(@Nullable String why) {
        for (EngineListener other : others) {
            other.storeAvailable(why);
        }
    }

    @Override
    public void claimed(GuardPolicy policy, String key, @Nullable String eventId, @Nullable TraceContext trace,
            int attempt, @Nullable Takeover takeover) {
        if (takeover != null) {
            String from = takeover.node() == null ? UNNAMED : takeover.node();
            messages.log(policy.scope(), IdempotencyLog.TAKEN_OVER, more -> IdempotencyLog.LOG.takenOver(from,
                    takeover.lateMillis(), named(policy, key), attempt, more));
        }
        for (EngineListener other : others) {
            other.claimed(policy, key, eventId, trace, attempt, takeover);
        }
    }

    @Override
    public void waited(GuardPolicy policy, String key, long nanos) {
        for (EngineListener other : others) {
            other.waited(policy, key, nanos);
        }
    }

    @Override
    public void met(GuardPolicy policy, @Nullable String key, DeliveryIncident incident) {
        for (EngineListener other : others) {
            other.met(policy, key, incident);
        }
    }

    @Override
    public void ended(GuardPolicy policy, @Nullable String key, @Nullable String eventId, @Nullable TraceContext trace,
            DeliveryOutcome outcome, int attempt, long nanos, @Nullable DeliveryFailure failure) {
        if (observer != null) {
            observer.accept(new DeliveryEnded(policy.scope(), key, outcome, attempt, Duration.ofNanos(nanos)));
        }
        for (EngineListener other : others) {
            other.ended(policy, key, eventId, trace, outcome, attempt, nanos, failure);
        }
    }

    private void log(int code, GuardPolicy policy, @Nullable String key, @Nullable Throwable cause,
            BiConsumer<String, String> text) {
        messages.log(policy.scope(), code, more -> text.accept(named(policy, key), more));
        debug(code, policy, key, cause);
    }

    private void debug(int code, GuardPolicy policy, @Nullable String key, @Nullable Throwable cause) {
        if (IdempotencyLog.LOG.isDebugEnabled()) {
            IdempotencyLog.LOG.debugf(cause, "QEI%05d [%s]", code, named(policy, key));
        }
    }

    private String named(GuardPolicy policy, @Nullable String key) {
        return Keys.named(policy.scope(), key, logKeys);
    }
}
