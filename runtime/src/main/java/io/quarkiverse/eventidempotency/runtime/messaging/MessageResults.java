package io.quarkiverse.eventidempotency.runtime.messaging;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;

/** Stores the payloads of the messages that a method returns. */
public final class MessageResults implements ResultMapping<@Nullable Object> {

    private final ResultMapping<@Nullable Object> payloads;

    public MessageResults(ResultMapping<@Nullable Object> payloads) {
        this.payloads = payloads;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the message has no payload: {@code null} stands for no message at all
     */
    @Override
    public String encode(@Nullable Object result) throws Exception {
        if (result == null) {
            return "null";
        }
        Object payload = ((Message<?>) result).getPayload();
        if (payload == null) {
            throw new IllegalArgumentException("A message without a payload cannot be stored as a result");
        }
        return payloads.encode(payload);
    }

    @Override
    public @Nullable Object decode(String json) throws Exception {
        Object payload = payloads.decode(json);
        return payload == null ? null : Message.of(payload);
    }

    @Override
    public @Nullable String difference(@Nullable Object result, String json) throws Exception {
        return result == null ? null : payloads.difference(((Message<?>) result).getPayload(), json);
    }

    @Override
    public @Nullable Object empty() {
        return null;
    }
}
