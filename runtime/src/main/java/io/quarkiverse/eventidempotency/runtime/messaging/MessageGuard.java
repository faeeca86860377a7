package io.quarkiverse.eventidempotency.runtime.messaging;

import jakarta.interceptor.InvocationContext;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.GuardInterceptor;
import io.quarkiverse.eventidempotency.runtime.guard.UniBody;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;
import io.smallrye.mutiny.Uni;

/** Guards a method that takes messages, which are always its first argument. */
public abstract class MessageGuard extends GuardInterceptor {

    static Message<?> message(InvocationContext invocation) {
        return (Message<?>) invocation.getParameters()[0];
    }

    /** One delivery, and one message to settle, for each subscription. */
    final Uni<@Nullable Object> deliverAndSettle(InvocationContext invocation, ArrivedMessage arrived) {
        Message<?> message = message(invocation);
        return Uni.createFrom().deferred(() -> {
            MessageSettlement settlement = new MessageSettlement(message, settling());
            return deliver(invocation, arrived, new UniBody(invocation) {
                @Override
                protected @Nullable Uni<@Nullable Object> body() throws Exception {
                    begin(invocation, message, settlement);
                    Uni<@Nullable Object> result = super.body();
                    return result == null ? null : result.onItem().transformToUni(item -> refusedOr(item, settlement));
                }
            }).onItemOrFailure().transformToUni(settlement::ended);
        });
    }

    /** A message that its body refuses is an event that failed, even where the body then ends well. */
    private static Uni<@Nullable Object> refusedOr(@Nullable Object item, MessageSettlement settlement) {
        Throwable refusal = settlement.refusal();
        return refusal == null ? Uni.createFrom().item(item) : Uni.createFrom().failure(refusal);
    }

    /** Hands the body a message that is settled after it. */
    final void begin(InvocationContext invocation, Message<?> message, MessageSettlement settlement) {
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
     * The message as the method gets it.
     *
     * @param message the message as it arrived
     * @param held the same, as it is settled
     */
    protected Message<?> hold(Message<?> message, Message<?> held) {
        return held;
    }
}
