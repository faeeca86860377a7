package org.acme.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordPage;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.mutiny.Uni;

/** Rows of transactions as records that operators see and decide on, the same with each database. */
abstract class RecordsContract {

    private static final String SCOPE = "orders.place";

    @Inject
    Orders handlers;
    @Inject
    Effects rows;
    @Inject
    IdempotencyRecords records;

    private final String key = "operators-" + UUID.randomUUID();
    private final Order event = new Order(key, 1);

    private static <T> T await(Uni<T> step) {
        return step.await().atMost(Duration.ofSeconds(20));
    }

    private FoundRecord found() {
        return await(records.find(SCOPE, key)).orElseThrow();
    }

    /** Its row has a digest of it: not every database can hold the character 0. */
    @Test
    void decidesOnTheRowOfKeyWithNul() {
        String unusual = key + '\0';
        Order order = new Order(unusual, 1);
        Receipt first = handlers.renewed(order);
        assertThat(await(records.find("orders.renewed", unusual)).orElseThrow().record().result()).contains(key);
        assertThat(await(records.delete("orders.renewed", unusual))).isEqualTo(DeleteResult.DELETED);
        await(records.forceComplete("orders.renewed", unusual, "null"));
        assertThat(handlers.renewed(order)).as("replayed").isNull();
        assertThat(first).isNotNull();
    }

    @Test
    void findsTheRowOfAnEvent() {
        assertThat(await(records.find(SCOPE, key))).isEmpty();
        Receipt receipt = handlers.place(event);
        FoundRecord found = found();
        IdempotencyRecord record = found.record();
        assertThat(record.status()).isEqualTo(RecordStatus.COMPLETED);
        assertThat(record.scope()).isEqualTo(SCOPE);
        assertThat(record.key()).isEqualTo(key);
        assertThat(record.result()).contains(receipt.id());
        assertThat(record.completedAt()).isGreaterThanOrEqualTo(record.firstSeenAt());
        assertThat(found.remainingTtl()).isBetween(Duration.ofHours(23), Duration.ofHours(24));
        assertThat(await(records.findAt(found.storeKey())).orElseThrow().text()).isEqualTo(found.text());
    }

    @Test
    void doesNotFindExpiredRows() {
        handlers.place(event);
        rows.expire(key);
        assertThat(await(records.find(SCOPE, key))).isEmpty();
        assertThat(await(records.delete(SCOPE, key))).isEqualTo(DeleteResult.ABSENT);
    }

    @Test
    void runsTheEventAgainWhoseRowIsDeleted() {
        handlers.place(event);
        assertThat(await(records.delete(SCOPE, key))).isEqualTo(DeleteResult.DELETED);
        assertThat(await(records.delete(SCOPE, key))).isEqualTo(DeleteResult.ABSENT);
        handlers.place(event);
        assertThat(rows.count(key)).isEqualTo(2);
    }

    @Test
    void listsRowsPageByPage() {
        List<String> keys = IntStream.range(0, 250).mapToObj(i -> key + '-' + i).toList();
        keys.forEach(id -> handlers.place(new Order(id, 1)));
        handlers.note(event);
        RecordFilter filter = RecordFilter.ALL.withScope(SCOPE).withKeyText(key);
        assertThat(records.list(filter).collect().asList().await().atMost(Duration.ofSeconds(20)))
                .extracting(found -> found.record().key()).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(await(records.count(filter, 1000)).n()).isEqualTo(250);
        assertThat(await(records.count(RecordFilter.ALL.withKeyText(key), 1000)).n()).isEqualTo(251);
        RecordPage page = await(records.page(filter, null, 100));
        int seen = page.records().size();
        while (page.next() != null) {
            page = await(records.page(filter, page.next(), 100));
            seen += page.records().size();
        }
        assertThat(seen).isEqualTo(250);
        assertThat(await(records.delete(filter))).isEqualTo(new DeleteCount(250, 0));
        assertThat(rows.recordsWithPrefix(key)).isEqualTo(1);
    }

    @Test
    void completesAnEventByHand() {
        assertThat(await(records.forceComplete(SCOPE, key, "{\"id\":\"by hand\",\"number\":1}"))).isEqualTo(ForceResult.FORCED);
        assertThat(handlers.place(event).id()).isEqualTo("by hand");
        assertThat(rows.count(key)).isZero();
        assertThat(await(records.forceComplete(SCOPE, key, null))).isEqualTo(ForceResult.COMPLETED);
        assertThat(await(records.release(SCOPE, key))).isEqualTo(ReleaseResult.COMPLETED);
    }

    @Test
    void completesAnEventByHandWhoseRowHasExpired() {
        handlers.place(event);
        rows.expire(key);
        assertThat(await(records.forceComplete(SCOPE, key, "{\"id\":\"again\",\"number\":1}"))).isEqualTo(ForceResult.FORCED);
        assertThat(handlers.place(event).id()).isEqualTo("again");
        assertThat(rows.count(key)).isEqualTo(1);
    }

    @Test
    void tellsThatADeliveryIsRunning() {
        QuarkusTransaction.requiringNew().run(() -> {
            handlers.place(event);
            assertThatThrownBy(() -> await(records.forceComplete(SCOPE, key, null)))
                    .isInstanceOf(StoreUnavailableException.class).hasMessageContaining("a delivery of this event is running");
        });
        assertThat(found().record().result()).isNotEmpty();
    }

    @Test
    void failsNoEventForGood() {
        assertThatThrownBy(() -> await(records.forceFail(SCOPE, key, "Not wanted")))
                .hasMessageContaining("complete it instead");
        assertThat(await(records.release(SCOPE, key))).isEqualTo(ReleaseResult.ABSENT);
        handlers.place(event);
        assertThat(await(records.forceFail(SCOPE, key, "Not wanted"))).isEqualTo(ForceResult.COMPLETED);
    }

    @Test
    void leavesOtherScopesToTheStore() {
        assertThat(await(records.forceComplete("elsewhere", key, "1"))).isEqualTo(ForceResult.FORCED);
        assertThat(rows.records(key)).isZero();
        assertThat(await(records.find("elsewhere", key)).orElseThrow().record().result()).isEqualTo("1");
        assertThat(records.list(RecordFilter.ALL.withKeyText(key)).collect().asList().await().atMost(Duration.ofSeconds(20)))
                .hasSize(1);
        assertThat(await(records.delete("elsewhere", key))).isEqualTo(DeleteResult.DELETED);
    }
}
