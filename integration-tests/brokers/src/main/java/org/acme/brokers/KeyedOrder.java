package org.acme.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkiverse.eventidempotency.IdempotencyKey;

/** A payload with its own key, for messages of which the extension reads neither headers nor ids. */
public record KeyedOrder(@IdempotencyKey String id, String text) {

    private static final String SEPARATOR = "|";

    /** {@return the order as it is sent} */
    public String sent() {
        return id + SEPARATOR + text;
    }

    /** {@return the order that a payload contains; the payload itself when it contains none} */
    static Object of(Object payload) {
        String sent = payload instanceof byte[] bytes ? new String(bytes, UTF_8) : payload.toString();
        int end = sent.indexOf(SEPARATOR);
        return end < 0 ? payload : new KeyedOrder(sent.substring(0, end), sent.substring(end + 1));
    }
}
