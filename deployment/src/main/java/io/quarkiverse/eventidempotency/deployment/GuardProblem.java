package io.quarkiverse.eventidempotency.deployment;

/** Why a method cannot be guarded; its message says what to change. */
final class GuardProblem extends Exception {

    private static final long serialVersionUID = 1L;

    GuardProblem(String message) {
        super(message);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
