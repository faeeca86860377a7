package org.acme.chaos;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** A body that takes its time, and leaves a trace that outlives its process. */
@ApplicationScoped
public class Parcels {

    @Inject
    EffectLog log;

    /**
     * Delivers a parcel.
     *
     * @return what names this run
     */
    @Idempotent(scope = "parcels", key = "{parcel}")
    Uni<String> deliver(String parcel, long delivery, long millis, boolean fails) {
        String run = log.begins(parcel, delivery);
        return Uni.createFrom().voidItem().onItem().delayIt().by(Duration.ofMillis(millis)).map(ignored -> {
            if (fails) {
                log.fails(parcel, run);
                throw new IllegalStateException("nobody at home");
            }
            log.takesEffect(parcel, run);
            return run;
        });
    }
}
