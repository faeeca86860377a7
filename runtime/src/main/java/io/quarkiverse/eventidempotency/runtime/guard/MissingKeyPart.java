package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;

import io.quarkiverse.eventidempotency.runtime.engine.Keys;

/** Thrown by the generated guards when a required part of a key is {@code null}. It never reaches a caller. */
public final class MissingKeyPart extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * Made by the generated guards.
     *
     * @param what what is missing, as the end of a sentence
     * @param remedy what to do where it may be missing, as the beginning of one
     */
    public MissingKeyPart(String what, String remedy) {
        super(what, null, false, false);
        this.remedy = remedy;
    }

    /** {@return the text of the error: the missing part, the method, the message and the remedy} */
    String text(GuardedMethod method, ArrivedMessage message) {
        String scope = method.policy().scope();
        StringBuilder text = new StringBuilder("The event has no idempotency key: ").append(getMessage())
                .append(" [method: ").append(method.spec().method()).append(", ").append(Keys.named(scope, null, false));
        List<String> channels = method.spec().channels();
        if (!channels.isEmpty()) {
            text.append(channels.size() == 1 ? ", channel " : ", channels ").append(String.join(" or ", channels));
        }
        String place = message.place();
        if (place != null) {
            text.append(", ").append(place);
        }
        return text.append("]. ").append(remedy).append(", or set quarkus.event-idempotency.scopes.")
                .append(scope == null ? "none" : '"' + scope + '"')
                .append(".on-missing-key=proceed to run such events unguarded.").toString();
    }
}
