package io.quarkiverse.eventidempotency.runtime;

import java.time.Duration;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.engine.records.OrphanCleanUp;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethods;
import io.quarkiverse.eventidempotency.runtime.observability.CauseText;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;
import io.quarkiverse.eventidempotency.runtime.vertx.ProcessClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;

/** Cleans up records in flight that nobody works on any more, where the application is configured to. */
@Singleton
public class CleanUpTimer {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.eventidempotency");

    private final EventIdempotencyConfig config;
    private final Instance<OperatorBeans> records;
    private final Vertx vertx;
    private @Nullable OrphanCleanUp cleanUp;

    CleanUpTimer(EventIdempotencyConfig config, Instance<OperatorBeans> records, Vertx vertx) {
        this.config = config;
        this.records = records;
        this.vertx = vertx;
    }

    /** Once {@link GuardedMethods} has refused a wrong configuration. */
    void start(@Observes StartupEvent event) {
        Optional<Duration> interval = config.cleanUp().interval();
        if (config.enabled() && interval.isPresent()) {
            cleanUp = new OrphanCleanUp(records.get().ofStore(), new ProcessClock(vertx.nettyEventLoopGroup()), interval.get(),
                    config.cleanUp().olderThan(), CleanUpTimer::revoked, CleanUpTimer::failed);
            cleanUp.start();
        }
    }

    /** Before the store is closed, which would look like an outage. */
    void stop(@Observes @Priority(1) ShutdownEvent event) {
        if (cleanUp != null) {
            cleanUp.stop();
        }
    }

    private static void revoked(long records) {
        if (records > 0) {
            LOG.infof("Revoked %d records in flight whose lease had ended long ago", records);
        }
    }

    private static void failed(Throwable failure) {
        IdempotencyLog.LOG.notCleanedUp(CauseText.of(failure));
        LOG.debugf(failure, "QEI%05d", IdempotencyLog.NOT_CLEANED_UP);
    }
}
