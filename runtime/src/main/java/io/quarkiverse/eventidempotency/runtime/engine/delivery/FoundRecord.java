package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;

/** A record that the store has under the key of a claim. Parsed by the delivery, on its thread, and never on the store's. */
public final class FoundRecord implements ClaimOutcome {

    private final Handler<?> handler;
    private final ClaimRequest request;
    private final ClaimReply reply;

    FoundRecord(Handler<?> handler, ClaimRequest request, ClaimReply reply) {
        this.handler = handler;
        this.request = request;
        this.reply = reply;
    }

    /** {@return the decision that the record leads to} */
    public ClaimOutcome read() {
        Refusals refusals = handler.refusals(request.key());
        try {
            return switch (reply.kind()) {
                case DUPLICATE -> duplicate(refusals, reply.record() == null ? null : reply.record().record());
                case FAILED -> refusals.outcome(refusals.failed(reply));
                case REUSED -> refusals.outcome(refusals.reused());
                default -> refusals.outcome(refusals.foreign());
            };
        } catch (RuntimeException e) { // of a record of a store that is not ours
            return new Refused(e);
        }
    }

    private ClaimOutcome duplicate(Refusals refusals, @Nullable IdempotencyRecord record) {
        if (record == null || record.status() != RecordStatus.COMPLETED || !isOurs(record)) {
            return refusals.outcome(refusals.foreign());
        } else if (request.fingerprint() != null && record.fingerprint() != null
                && !request.fingerprint().equals(record.fingerprint())) {
            return refusals.outcome(refusals.reused());
        }
        return handler.policy().observe() ? refusals.observed(DeliveryOutcome.OBSERVED_DUPLICATE, null)
                : new Duplicate(record);
    }

    private boolean isOurs(IdempotencyRecord record) {
        GuardPolicy policy = handler.policy();
        String scope = policy.scope();
        boolean sameScope = scope == null ? record.scope() == null : scope.equals(record.scope());
        return sameScope && (record.key() == null || request.key().equals(record.key()));
    }
}
