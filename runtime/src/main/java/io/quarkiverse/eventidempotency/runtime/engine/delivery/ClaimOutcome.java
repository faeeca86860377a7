package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import io.quarkiverse.eventidempotency.DeliveryOutcome;

/** The decision about a claim. */
public sealed interface ClaimOutcome permits HeldClaim, FoundRecord, ClaimOutcome.Skipped,
        ClaimOutcome.Unguarded, ClaimOutcome.Observed, ClaimOutcome.Refused {

    /** The event is being processed elsewhere, and that is enough for the delivery. */
    record Skipped() implements ClaimOutcome {
    }

    /** The key could not be claimed, and the body is to run all the same. */
    record Unguarded() implements ClaimOutcome {
    }

    /** The delivery would not have run its body, and runs it all the same, since it is only observed. */
    record Observed(DeliveryOutcome wouldBe) implements ClaimOutcome {
    }

    /** The delivery ends without its body. */
    record Refused(Throwable reason) implements ClaimOutcome {
    }
}
