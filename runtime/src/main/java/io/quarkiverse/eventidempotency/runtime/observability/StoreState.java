package io.quarkiverse.eventidempotency.runtime.observability;

import org.jspecify.annotations.Nullable;

/** The state of the application's store and of the claims that this process holds, for operators. Nothing is opened or sent. */
public interface StoreState {

    /** {@return where records are kept} */
    String place();

    /** {@return the name of this process in records} */
    String node();

    /** {@return why records cannot be read or written, with the remedy; {@code null} while they can} */
    @Nullable
    String problem();

    /** {@return how many claims wait to be sent to the store} */
    int queuedClaims();

    /** {@return how many claims this process holds and renews} */
    int heldClaims();

    /** {@return how many of them have not been renewed although a third of their lease has passed since that was due} */
    int overdueLeases();

    /** {@return why the last renewal failed; {@code null} when it did not} */
    @Nullable
    Throwable renewalFailure();
}
