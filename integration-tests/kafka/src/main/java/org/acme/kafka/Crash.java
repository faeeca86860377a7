package org.acme.kafka;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.OutgoingInterceptor;

/** Ends the process at the first receipt, as abruptly as a kill, at the moment that is configured. */
@ApplicationScoped
@Identifier("receipts")
public class Crash implements OutgoingInterceptor {

    /** When the process ends. */
    public enum Moment {
        /** The body has completed, and its receipt has not been sent. */
        BEFORE_SEND,
        /** The receipt has been sent, and the request has not been acknowledged. */
        BEFORE_ACKNOWLEDGEMENT
    }

    private static final int STATUS = 137;

    private final Optional<Moment> moment;

    Crash(@ConfigProperty(name = "shop.crash") Optional<Moment> moment) {
        this.moment = moment;
    }

    @Override
    public Message<?> beforeMessageSend(Message<?> receipt) {
        if (moment.isEmpty()) {
            return receipt;
        }
        return switch (moment.get()) {
            case BEFORE_SEND -> {
                Runtime.getRuntime().halt(STATUS);
                yield receipt;
            }
            case BEFORE_ACKNOWLEDGEMENT -> receipt.withAckWithMetadata(metadata -> halt());
        };
    }

    @Override
    public void onMessageAck(Message<?> receipt) {
        // Nothing to do: the request has been acknowledged.
    }

    @Override
    public void onMessageNack(Message<?> receipt, Throwable failure) {
        // Nothing to do: the request has been refused.
    }

    private static CompletionStage<Void> halt() {
        Runtime.getRuntime().halt(STATUS);
        throw new IllegalStateException();
    }
}
