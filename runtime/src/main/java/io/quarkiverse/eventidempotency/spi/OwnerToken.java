package io.quarkiverse.eventidempotency.spi;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;

/** The token of one claim: 32 hexadecimal digits, drawn when they are first read, since a store may need none. */
public final class OwnerToken {

    private static final AtomicReferenceFieldUpdater<OwnerToken, Object> TEXT = AtomicReferenceFieldUpdater
            .newUpdater(OwnerToken.class, Object.class, "text");

    /** The text, or what draws it. */
    private volatile Object text;

    /** @param source draws the text; a later token gets another one from it */
    public OwnerToken(Supplier<String> source) {
        this.text = source;
    }

    /** Creates the token of a known text. */
    public OwnerToken(String text) {
        this.text = text;
    }

    /** {@return the text, which stays the same} */
    public String text() {
        Object known = text;
        if (known instanceof Supplier<?> source) {
            TEXT.compareAndSet(this, known, source.get());
            known = text;
        }
        return (String) known;
    }

    /** {@return whether both have one text; one that is not drawn yet is like no other} */
    boolean isSameAs(OwnerToken other) {
        return this == other || text instanceof String known && known.equals(other.text);
    }
}
