package org.acme.guide;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordCount;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.smallrye.mutiny.Uni;

/** What operators do. */
@ApplicationScoped
public class FieldOperations {

    @Inject
    IdempotencyRecords records;

    // tag::status[]
    public Uni<String> describe(String key) {
        return records.find("fields.created", key).map(found -> {
            if (found.isEmpty()) {
                return "not processed yet";
            }
            IdempotencyRecord record = found.get().record();
            if (record == null) {
                return "no record: " + found.get().text();
            }
            return switch (record.status()) {
                case PROCESSING -> "being processed since " + record.startedAt();
                case COMPLETED -> "completed with " + record.result();
                case FAILED -> "failed with " + record.error();
            };
        });
    }
    // end::status[]

    // tag::duplicate[]
    public Uni<Boolean> isDuplicate(String key) {
        return records.find("fields.created", key).map(found -> found.isPresent() && isDuplicate(found.get()));
    }

    private static boolean isDuplicate(FoundRecord found) {
        IdempotencyRecord record = found.record();
        if (record == null) {
            return true; // of what, nobody knows: a delivery fails
        }
        return switch (record.status()) {
            case PROCESSING -> found.remainingLease() == null || !found.remainingLease().isNegative();
            case COMPLETED -> true;
            case FAILED -> !record.retryable();
        };
    }
    // end::duplicate[]

    // tag::delete[]
    public Uni<DeleteResult> forget(String key) {
        return records.delete("fields.created", key);
    }
    // end::delete[]

    // tag::forget[]
    public Uni<DeleteCount> forgetAll() {
        return records.delete(RecordFilter.ALL.withScope("fields.created"));
    }
    // end::forget[]

    // tag::failed[]
    public Uni<RecordCount> countFailures() {
        return records.count(RecordFilter.ALL.withScope("fields.created").withStatus(RecordStatus.FAILED), 1_000);
    }
    // end::failed[]

    // tag::orphans[]
    public Uni<DeleteCount> revokeOrphans() {
        return records.delete(RecordFilter.ALL.withLeaseEnded().withOlderThan(Duration.ofHours(1)));
    }
    // end::orphans[]
}
