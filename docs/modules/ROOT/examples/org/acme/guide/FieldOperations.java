package org.acme.guide;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.DeleteResult;
import io.quarkiverse.eventidempotency.IdempotencyRecord;
import io.quarkiverse.eventidempotency.IdempotencyRecords;
import io.quarkiverse.eventidempotency.ProcessingStatus;
import io.quarkiverse.eventidempotency.RecordCount;
import io.quarkiverse.eventidempotency.RecordFilter;
import io.smallrye.mutiny.Uni;

/** What operators do. */
@ApplicationScoped
public class FieldOperations {

    @Inject
    IdempotencyRecords records;

    // tag::status[]
    public Uni<String> describe(String key) {
        return records.find("fields.created", key).map(found -> {
            IdempotencyRecord record = found.isEmpty() ? null : found.get().record();
            if (record == null) {
                return "not processed yet";
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
        return records.find("fields.created", key)
                .map(found -> found.isPresent() && found.get().record() != null
                        && found.get().record().status() != ProcessingStatus.FAILED);
    }
    // end::duplicate[]

    // tag::delete[]
    public Uni<DeleteResult> forget(String key) {
        return records.delete("fields.created", key);
    }
    // end::delete[]

    // tag::failed[]
    public Uni<RecordCount> countFailures() {
        return records.count(RecordFilter.ALL.withScope("fields.created").withStatus(ProcessingStatus.FAILED), 1_000);
    }
    // end::failed[]

    // tag::orphans[]
    public Uni<Long> revokeOrphans() {
        return records.delete(RecordFilter.ALL.withLeaseEnded().withOlderThan(Duration.ofHours(1)));
    }
    // end::orphans[]
}
