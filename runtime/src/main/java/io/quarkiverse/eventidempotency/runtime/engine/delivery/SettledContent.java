package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.SettleRequest;

/** The record that a settlement of this process stores. Rendered for the first waiter that reads it, on its thread. */
final class SettledContent extends RecordContent {

    private final SettleRequest request;
    private volatile @Nullable RecordContent rendered;

    SettledContent(SettleRequest request) {
        this.request = request;
    }

    private RecordContent rendered() {
        RecordContent known = rendered;
        if (known == null) {
            rendered = known = RecordContent.of(request.record());
        }
        return known;
    }

    @Override
    public @Nullable IdempotencyRecord record() {
        return rendered().record();
    }

    @Override
    public String text() {
        return rendered().text();
    }
}
