package io.quarkiverse.eventidempotency.runtime.messaging;

import jakarta.interceptor.InvocationContext;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.GuardInterceptor;
import io.quarkiverse.eventidempotency.runtime.guard.ResultShape;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.quarkiverse.eventidempotency.runtime.messaging.MessageSettlement.Copy;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;
import io.smallrye.mutiny.Uni;

/** Guards a method that takes messages, which are always its first argument. */
public abstract class MessageGuard extends GuardInterceptor {

    @Override
    protected final @Nullable Object guard(InvocationContext invocation, ArrivedMessage arrived) throws Exception {
        Message<?> message = (Message<?>) invocation.getParameters()[0];
        return shape() == ResultShape.BLOCKING ? deliverAndSettleHere(invocation, arrived, message)
                : shaped(deliverAndSettle(invocation, arrived, message));
    }

    /** One delivery, and one message to settle, for each subscription. */
    private Uni<@Nullable Object> deliverAndSettle(InvocationContext invocation, ArrivedMessage arrived, Message<?> message) {
        return Uni.createFrom().deferred(() -> {
            MessageSettlement settlement = new MessageSettlement(message, settling());
            return deliver(invocation, arrived, () -> {
                Copy copy = begin(invocation, message, settlement);
                Uni<@Nullable Object> result = proceed(invocation);
                return result == null ? null : result.onItem().transformToUni(copy::refusedOr);
            }).onItemOrFailure().transformToUni(settlement::ended);
        });
    }

    private @Nullable Object deliverAndSettleHere(InvocationContext invocation, ArrivedMessage arrived, Message<?> message)
            throws Exception {
        checkMayWait();
        MessageSettlement settlement = new MessageSettlement(message, settling());
        try {
            return settlement.endedHere(() -> deliverHere(invocation, arrived, () -> {
                Copy copy = begin(invocation, message, settlement);
                Object item = invocation.proceed();
                copy.throwRefusal();
                return item;
            }));
        } catch (DeliveryStopped stopped) {
            return settling() == Settling.METHOD ? null : stopped(arrived, stopped);
        }
    }

    /** Hands the body a message that is settled after it. */
    private Copy begin(InvocationContext invocation, Message<?> message, MessageSettlement settlement) {
        Copy copy = settlement.bodyBegins();
        Object[] arguments = invocation.getParameters().clone();
        arguments[0] = hold(message, new MessageWrapper<>(message, copy::ack, copy::nack));
        invocation.setParameters(arguments);
        return copy;
    }

    @Override
    protected final Object messageArgument(Object[] parameters) {
        return parameters[0];
    }

    /**
     * {@return the message that the method gets: {@code held}, which arrived as {@code message} and is settled after the body}
     */
    protected Message<?> hold(Message<?> message, Message<?> held) {
        return held;
    }
}
