package io.quarkiverse.eventidempotency.runtime.memory;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;

/** The end of a claim. */
final class SettleStep extends StoreStep<SettleReply> {

    private final SettleRequest request;

    SettleStep(RecordTable table, SettleRequest request) {
        super(table, request.storeKey());
        this.request = request;
    }

    @Override
    @Nullable
    SettleReply take(@Nullable StoredRecord before, long now) {
        if (before == null) {
            return request.recreate() ? stored(null, settled(now), now, SettleReply.RECREATED) : SettleReply.GONE;
        }
        RecordStatus status = before.status();
        if (status == null) {
            return SettleReply.FOREIGN;
        }
        if (!request.owner().equals(before.content().owner())) {
            return SettleReply.LOST;
        }
        // a late failure neither undoes a completion nor lifts a quarantine
        if (status == RecordStatus.COMPLETED || request.outcome() == Outcome.FAIL && status != RecordStatus.PROCESSING) {
            return SettleReply.OK;
        }
        return stored(before, settled(now), now, SettleReply.OK);
    }

    private StoredRecord settled(long now) {
        return new StoredRecord(storeKey, RecordContent.of(request), StoreClock.end(now, request.ttlMillis()));
    }
}
