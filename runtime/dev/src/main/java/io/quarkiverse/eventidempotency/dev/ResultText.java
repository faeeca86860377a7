package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.Nullable;

/** Shows what a delivery got. */
interface ResultText {

    /** {@return the result as JSON, or as near to it as it gets; {@code null} for none} */
    @Nullable
    String of(@Nullable Object result);
}
