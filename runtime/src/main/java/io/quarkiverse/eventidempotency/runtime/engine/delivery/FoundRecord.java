package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/** A record that the store has under the key of a claim. Parsed by the delivery, on its thread, and never on the store's. */
public record FoundRecord(Handler<?> handler, ClaimRequest request, ClaimReply reply) implements ClaimOutcome {

    /** {@return the decision that the record leads to: this one for a duplicate} */
    public ClaimOutcome read() {
        try {
            return switch (reply.kind()) {
                case DUPLICATE -> duplicate(reply.record());
                case FAILED -> refusals().outcome(refusals().failed(reply));
                case REUSED -> refusals().outcome(refusals().reused());
                default -> refusals().outcome(refusals().foreign());
            };
        } catch (RuntimeException e) { // of a record of a store that is not ours
            return new Refused(e);
        }
    }

    /** {@return the record of the first run, once it is {@linkplain #read() known} that this is a duplicate} */
    public RecordContent record() {
        return Objects.requireNonNull(reply.record());
    }

    private ClaimOutcome duplicate(@Nullable RecordContent record) {
        if (record == null || record.status() != RecordStatus.COMPLETED || !isOurs(record)) {
            return refusals().outcome(refusals().foreign());
        }
        String fingerprint = request.fingerprint() == null ? null : record.fingerprint();
        if (fingerprint != null && !fingerprint.equals(request.fingerprint())) {
            return refusals().outcome(refusals().reused());
        }
        return handler.policy().observe() ? refusals().observed(DeliveryOutcome.OBSERVED_DUPLICATE, null) : this;
    }

    private Refusals refusals() {
        return handler.refusals(request.key());
    }

    private boolean isOurs(RecordContent record) {
        String key = record.key();
        return Objects.equals(handler.policy().scope(), record.scope()) && (key == null || key.equals(request.key()));
    }
}
