package io.quarkiverse.eventidempotency.runtime.guard;

/**
 * Thrown by the generated guards when a required part of a key is {@code null}. It never reaches a caller.
 */
public final class MissingKeyPart extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The remedy where the part may be missing. */
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

    String remedy() {
        return remedy;
    }
}
