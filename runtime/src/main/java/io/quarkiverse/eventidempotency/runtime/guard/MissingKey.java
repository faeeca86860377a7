package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;
import java.util.function.Supplier;

import io.quarkiverse.eventidempotency.runtime.engine.Keys;

/**
 * The text of the error for an event without a key: the part that is missing, the method, the message and what to do.
 *
 * @param message the message that the method was called for
 */
record MissingKey(GuardedMethod method, MissingKeyPart part, ArrivedMessage message) implements Supplier<String> {

    @Override
    public String get() {
        String scope = method.policy().scope();
        StringBuilder text = new StringBuilder("The event has no idempotency key: ").append(part.getMessage())
                .append(" [method: ").append(method.method()).append(", ").append(Keys.named(scope, null, false));
        List<String> channels = method.channels();
        if (!channels.isEmpty()) {
            text.append(channels.size() == 1 ? ", channel " : ", channels ").append(String.join(" or ", channels));
        }
        String place = message.place();
        if (place != null) {
            text.append(", ").append(place);
        }
        return text.append("]. ").append(part.remedy()).append(", or set quarkus.event-idempotency.scopes.")
                .append(scope == null ? "none" : '"' + scope + '"')
                .append(".on-missing-key=proceed to run such events unguarded.").toString();
    }
}
