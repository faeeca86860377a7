package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/** Rows that reactive transactions write, as records that operators see and decide on, the same with each database. */
abstract class RecordsContract extends CodeContract {

    private static final String SCOPE = "orders.place";

    @Inject
    IdempotencyRecords records;

    @Test
    void runsTheEventAgainWhoseRowIsDeleted() {
        Receipt receipt = on(() -> orders.place(order));
        FoundRecord found = on(() -> records.find(SCOPE, id)).orElseThrow();
        assertThat(found.record().status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(found.record().result()).contains(receipt.id());
        assertThat(found.remainingTtl()).isBetween(Duration.ofHours(23), Duration.ofHours(24));
        assertThat(on(() -> records.deleteAt(found.storeKey()))).isEqualTo(DeleteResult.DELETED);
        assertThat(on(() -> records.find(SCOPE, id))).isEmpty();
        on(() -> orders.place(order));
        assertEffects(2, 1);
    }

    @Test
    void completesAnEventByHand() {
        assertThat(on(() -> records.forceComplete(SCOPE, id, "{\"id\":\"by hand\",\"number\":1}")))
                .isEqualTo(ForceResult.FORCED);
        assertThat(on(() -> orders.place(order)).id()).isEqualTo("by hand");
        assertEffects(0, 1);
        assertThat(on(() -> records.forceComplete(SCOPE, id, null))).isEqualTo(ForceResult.COMPLETED);
    }

    @Test
    void listsRows() {
        List<String> ids = IntStream.range(0, 120).mapToObj(i -> id + '-' + i).toList();
        ids.forEach(each -> on(() -> orders.note(new Order(each, 1))));
        RecordFilter filter = RecordFilter.ALL.withScope("orders.note").withKeyText(id);
        assertThat(on(() -> records.list(filter).collect().asList())).extracting(found -> found.record().key())
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(on(() -> records.delete(filter))).isEqualTo(new DeleteCount(120, 0));
    }

    /** The build does not know the scopes of code: their rows are looked for where the store has nothing. */
    @Test
    void findsRowsOfCode() {
        on(() -> pool.withTransaction(connection -> idempotency.scope("code.found", String.class).in(connection)
                .run(id, () -> insert(connection).replaceWith("placed"))));
        FoundRecord found = on(() -> records.find("code.found", id)).orElseThrow();
        assertThat(found.record().result()).isEqualTo("\"placed\"");
        assertThat(on(() -> records.delete("code.found", id))).isEqualTo(DeleteResult.DELETED);
        assertThat(on(() -> records.find("code.found", id))).isEmpty();
    }
}
