package org.acme.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.IncomingInterceptor;

/** Counts the acknowledged messages of channels whose bodies do not run for duplicates. */
public class CountedAcknowledgements implements IncomingInterceptor {

    private final Meter meter;

    CountedAcknowledgements(Meter meter) {
        this.meter = meter;
    }

    @Override
    public void onMessageAck(Message<?> message) {
        meter.count(1);
    }

    @Override
    public void onMessageNack(Message<?> message, Throwable failure) {
        throw new IllegalStateException("Nothing fails here", failure);
    }

    /** The beans of both sides of a comparison. */
    static class Channels {

        @Produces
        @ApplicationScoped
        @Identifier("guarded-repeats")
        IncomingInterceptor guarded(Meter meter) {
            return new CountedAcknowledgements(meter);
        }

        @Produces
        @ApplicationScoped
        @Identifier("unguarded-repeats")
        IncomingInterceptor unguarded(Meter meter) {
            return new CountedAcknowledgements(meter);
        }
    }
}
