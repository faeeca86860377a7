package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/** The state of a value in the store, with the failures told apart. */
enum RecordKind {

    PROCESSING,

    COMPLETED,

    /** Failed. The next delivery runs the event again. */
    RUNS_AGAIN,

    /** Failed by the handler's rules or by an operator. No delivery runs the event again. */
    FAILED_PERMANENTLY,

    /** Failed, since an owner crashed. An operator decides. */
    QUARANTINED,

    /** Failed, after the last attempt that is allowed. */
    ATTEMPTS_EXHAUSTED,

    /** Failed, since an operator released or revoked it. The next delivery runs the event. */
    RELEASED,

    /** No record. */
    FOREIGN;

    static RecordKind of(FoundRecord found) {
        IdempotencyRecord record = found.record();
        if (record == null) {
            return FOREIGN;
        }
        return switch (record.status()) {
            case PROCESSING -> PROCESSING;
            case COMPLETED -> COMPLETED;
            case FAILED -> failure(record);
        };
    }

    private static RecordKind failure(IdempotencyRecord record) {
        if (record.retryable()) {
            return "".equals(record.owner()) ? RELEASED : RUNS_AGAIN;
        }
        return switch (String.valueOf(record.errorType())) {
            case "QUARANTINED" -> QUARANTINED;
            case "ATTEMPTS_EXHAUSTED" -> ATTEMPTS_EXHAUSTED;
            default -> FAILED_PERMANENTLY;
        };
    }

    /** {@return the kind with a name, in any case; {@code null} for none} */
    static @Nullable RecordKind named(String name) {
        for (RecordKind kind : values()) {
            if (RecentDeliveries.name(kind).equalsIgnoreCase(name)) {
                return kind;
            }
        }
        return null;
    }

    /** {@return the filter for values of this kind only} */
    RecordFilter in(RecordFilter filter) {
        return switch (this) {
            case PROCESSING -> filter.withStatus(RecordStatus.PROCESSING);
            case COMPLETED -> filter.withStatus(RecordStatus.COMPLETED);
            case FOREIGN -> filter.withForeign().withCondition(found -> found.record() == null);
            default -> filter.withStatus(RecordStatus.FAILED).withCondition(found -> of(found) == this);
        };
    }
}
