package io.quarkiverse.eventidempotency.deployment.types;

/** Why a method cannot be guarded; its message says what to change. */
public final class GuardProblem extends Exception {

    private static final long serialVersionUID = 1L;

    public GuardProblem(String message) {
        super(message);
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
