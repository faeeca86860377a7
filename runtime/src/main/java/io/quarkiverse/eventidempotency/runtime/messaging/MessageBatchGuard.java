package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.ArrayList;
import java.util.List;

import jakarta.interceptor.InvocationContext;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.BatchArgument;
import io.quarkiverse.eventidempotency.runtime.guard.BatchGuard;
import io.quarkiverse.eventidempotency.runtime.guard.ResultShape;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.quarkiverse.eventidempotency.runtime.messaging.MessageSettlement.Copy;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;
import io.smallrye.mutiny.Uni;

/** Guards a method that takes messages whose payloads are lists of events. The message is always its first argument. */
public abstract class MessageBatchGuard extends BatchGuard {

    @Override
    protected final BatchArgument batch() {
        return MessageArgument.INSTANCE;
    }

    @Override
    protected final Object messageArgument(Object[] parameters) {
        return parameters[0];
    }

    @Override
    protected final @Nullable Object guard(InvocationContext invocation, ArrivedMessage arrived) throws Exception {
        Object[] parameters = invocation.getParameters();
        return shape() == ResultShape.BLOCKING ? deliverAndSettleHere(invocation, parameters, arrived)
                : shaped(deliverAndSettle(invocation, parameters, arrived));
    }

    /** One delivery, and one message to settle, for each subscription. */
    private Uni<@Nullable Object> deliverAndSettle(InvocationContext invocation, Object[] parameters,
            ArrivedMessage arrived) {
        return Uni.createFrom().deferred(() -> {
            MessageSettlement settlement = new MessageSettlement((Message<?>) parameters[0], settling());
            return deliverAll(parameters, arrived, chosen -> {
                Copy copy = begin(invocation, selected(parameters, arrived, chosen), arrived, chosen, settlement);
                Uni<@Nullable Object> result = proceed(invocation);
                return result == null ? null : result.onItem().transformToUni(copy::refusedOr);
            }).onItemOrFailure().transformToUni(settlement::ended);
        });
    }

    private @Nullable Object deliverAndSettleHere(InvocationContext invocation, Object[] parameters,
            ArrivedMessage arrived) throws Exception {
        checkMayWait();
        MessageSettlement settlement = new MessageSettlement((Message<?>) parameters[0], settling());
        try {
            return settlement.endedHere(() -> deliverAllHere(parameters, arrived, chosen -> {
                Copy copy = begin(invocation, selected(parameters, arrived, chosen), arrived, chosen, settlement);
                Object item = invocation.proceed();
                copy.throwRefusal();
                return item;
            }));
        } catch (DeliveryStopped stopped) {
            return settling() == Settling.METHOD ? null : stopped(arrived, stopped);
        }
    }

    /**
     * Hands the body a message with the chosen elements, which is settled after it.
     *
     * @param arguments those of the call; the message has the metadata of the whole batch still
     */
    private static Copy begin(InvocationContext invocation, Object[] arguments, ArrivedMessage arrived, int[] chosen,
            MessageSettlement settlement) {
        Copy copy = settlement.bodyBegins(chosen);
        Message<?> some = (Message<?>) arguments[0];
        List<Object> metadata = new ArrayList<>();
        for (Object one : some.getMetadata()) {
            metadata.add(arrived.select(one, chosen));
        }
        arguments[0] = new MessageWrapper<>(some.withMetadata(Metadata.from(metadata)), copy::ack, copy::nack);
        invocation.setParameters(arguments);
        return copy;
    }
}
