package io.quarkiverse.eventidempotency;

/** What a delivery does that finds a claim whose lease has ended without an outcome: its owner crashed, or was paused. */
public enum AfterCrash {

    /** It takes the claim over and runs the body again. */
    RERUN,

    /** It stops with an {@link EventQuarantinedException}, as does every later one, until an operator decides. */
    QUARANTINE
}
