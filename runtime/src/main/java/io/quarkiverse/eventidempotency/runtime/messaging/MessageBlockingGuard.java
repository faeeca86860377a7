package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.CompletionException;

import jakarta.interceptor.InvocationContext;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.ScopedBody;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;

/** Guards a method that takes messages and returns its result, on a thread that may wait for the store. */
public abstract class MessageBlockingGuard extends MessageGuard {

    @Override
    protected final @Nullable Object guard(InvocationContext invocation, ArrivedMessage arrived) throws Exception {
        checkMayWait();
        Message<?> message = message(invocation);
        MessageSettlement settlement = new MessageSettlement(message, settling());
        Object result;
        try {
            result = deliverHere(invocation, arrived, new ScopedBody<>() {
                @Override
                protected @Nullable Object body() throws Exception {
                    arrived.decided();
                    begin(invocation, message, settlement);
                    return refusedOr(invocation.proceed(), settlement);
                }
            });
        } catch (DeliveryStopped stopped) {
            return settling() == Settling.METHOD ? null : stopped(arrived, stopped);
        } catch (Throwable failure) {
            settlement.refused(failure).await().indefinitely();
            if (settlement.hidesFailures()) {
                return null;
            }
            throw failure;
        }
        return settlement.ended(result, null).await().indefinitely();
    }

    private static @Nullable Object refusedOr(@Nullable Object result, MessageSettlement settlement) throws Exception {
        Throwable refusal = settlement.refusal();
        if (refusal == null) {
            return result;
        }
        if (refusal instanceof Error error) {
            throw error;
        }
        throw refusal instanceof Exception exception ? exception : new CompletionException(refusal);
    }
}
