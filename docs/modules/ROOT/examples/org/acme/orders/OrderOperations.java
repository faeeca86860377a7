package org.acme.orders;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordPage;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** What those who operate the orders do with their records. */
@ApplicationScoped
public class OrderOperations {

    @Inject
    IdempotencyRecords records;

    // tag::one[]
    Uni<String> stateOf(String orderId) {
        return records.find("orders.on", orderId)
                .map(found -> found.map(FoundRecord::text).orElse("never seen, or forgotten"));
    }

    Uni<DeleteResult> runAgain(String orderId) {
        return records.delete("orders.on", orderId);
    }

    Uni<ReleaseResult> tryAgain(String orderId) {
        return records.release("orders.on", orderId);
    }

    Uni<ForceResult> doneByHand(String orderId) {
        return records.forceComplete("orders.on", orderId, "{\"orderId\":\"" + orderId + "\"}");
    }

    Uni<ForceResult> neverAgain(String orderId) {
        return records.forceFail("orders.on", orderId, "Refused by the accounts department");
    }
    // end::one[]

    // tag::many[]
    Multi<FoundRecord> stuck() {
        return records.list(RecordFilter.ALL
                .withStatus(RecordStatus.PROCESSING)
                .withLeaseEnded());
    }

    Uni<RecordPage> failedOrders(String cursor) {
        return records.page(RecordFilter.ALL
                .withScope("orders.on")
                .withStatus(RecordStatus.FAILED)
                .withKeyText("2026-"), cursor, 50);
    }

    Uni<DeleteCount> forgetOldFailures() {
        return records.delete(RecordFilter.ALL
                .withStatus(RecordStatus.FAILED)
                .withOlderThan(Duration.ofDays(7)));
    }
    // end::many[]
}
