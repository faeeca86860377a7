package org.acme.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.smallrye.mutiny.Uni;

/** The operations of operators on records, and the CDI events of ended deliveries. */
@Singleton
public class OperatorCases implements CaseGroup {

    @Inject
    Runs runs;
    @Inject
    Deliveries deliveries;
    @Inject
    EventIdempotency idempotency;
    @Inject
    IdempotencyRecords records;

    @Override
    public Map<String, Callable<String>> cases() {
        return Map.ofEntries(
                Map.entry("operators.records", this::operate),
                deliveries.twice("operators.events", () -> run("operators.events", "1")));
    }

    private Uni<Receipt> run(String name, String key) {
        IdempotencyScope<Receipt> scope = idempotency.scope(name, Receipt.class);
        return scope.run(key, () -> Uni.createFrom().item(() -> new Receipt(key, runs.next(name))));
    }

    /** {@return what each step answers} */
    private String operate() {
        String name = "operators.records";
        RecordFilter completed = RecordFilter.ALL.withScope(name).withStatus(RecordStatus.COMPLETED);
        List<Object> answers = new ArrayList<>();
        answers.add(run(name, "1").await().indefinitely().run());
        answers.add(records.find(name, "1").await().indefinitely().orElseThrow().record().status());
        answers.add(records.list(completed).collect().asList().await().indefinitely().size());
        answers.add(records.page(completed, null, 10).await().indefinitely().records().size());
        answers.add(records.count(completed, 10).await().indefinitely().n());
        answers.add(records.delete(name, "1").await().indefinitely());
        answers.add(run(name, "1").await().indefinitely().run());
        answers.add(records.forceFail(name, "2", "by hand").await().indefinitely());
        answers.add(records.release(name, "2").await().indefinitely());
        answers.add(records.forceComplete(name, "2", "{\"orderId\":\"2\",\"run\":0}").await().indefinitely());
        answers.add(run(name, "2").await().indefinitely().run());
        return String.join(" ", answers.stream().map(String::valueOf).toList());
    }

    void on(@ObservesAsync DeliveryEnded delivery) {
        if ("operators.events".equals(delivery.scope())) {
            runs.next("operators.events." + delivery.outcome());
        }
    }
}
