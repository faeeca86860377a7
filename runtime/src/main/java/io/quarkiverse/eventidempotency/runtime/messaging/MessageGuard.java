package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.CompletionException;

import jakarta.interceptor.InvocationContext;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.GuardInterceptor;
import io.quarkiverse.eventidempotency.runtime.guard.ResultShape;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
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
                begin(invocation, message, settlement);
                Uni<@Nullable Object> result = proceed(invocation);
                return result == null ? null : result.onItem().transformToUni(item -> refusedOr(item, settlement));
            }).onItemOrFailure().transformToUni(settlement::ended);
        });
    }

    /** A message that its body refuses is an event that failed, even where the body then ends well. */
    private static Uni<@Nullable Object> refusedOr(@Nullable Object item, MessageSettlement settlement) {
        Throwable refusal = settlement.refusal();
        return refusal == null ? Uni.createFrom().item(item) : Uni.createFrom().failure(refusal);
    }

    private @Nullable Object deliverAndSettleHere(InvocationContext invocation, ArrivedMessage arrived, Message<?> message)
            throws Exception {
        checkMayWait();
        MessageSettlement settlement = new MessageSettlement(message, settling());
        Object result;
        try {
            result = deliverHere(invocation, arrived, () -> {
                begin(invocation, message, settlement);
                Object item = invocation.proceed();
                Throwable refusal = settlement.refusal();
                if (refusal instanceof Error error) {
                    throw error;
                } else if (refusal != null) {
                    throw refusal instanceof Exception exception ? exception : new CompletionException(refusal);
                }
                return item;
            });
        } catch (DeliveryStopped stopped) {
            return settling() == Settling.METHOD ? null : stopped(arrived, stopped);
        } catch (Throwable failure) {
            settlement.refused(failure).await().indefinitely();
            if (settling() == Settling.METHOD) {
                return null; // as in ended()
            }
            throw failure;
        }
        return settlement.ended(result, null).await().indefinitely();
    }

    /** Hands the body a message that is settled after it. */
    private void begin(InvocationContext invocation, Message<?> message, MessageSettlement settlement) {
        Object[] arguments = invocation.getParameters().clone();
        arguments[0] = hold(message, new MessageWrapper<>(message, settlement::ack, settlement::nack));
        invocation.setParameters(arguments);
        settlement.bodyBegins();
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
