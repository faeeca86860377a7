package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;

/** The record of a settlement, as fields. */
final class SettledContent extends RecordContent {

    private final SettleRequest settled;

    SettledContent(SettleRequest settled) {
        this.settled = settled;
    }

    private boolean completed() {
        return settled.outcome() == Outcome.COMPLETE;
    }

    @Override
    public String text() {
        return new String(settled.record(), UTF_8);
    }

    @Override
    public IdempotencyRecord record() {
        return settled.asRecord();
    }

    @Override
    public RecordStatus status() {
        return completed() ? RecordStatus.COMPLETED : RecordStatus.FAILED;
    }

    @Override
    public boolean retryable() {
        return !completed() && settled.retryable();
    }

    @Override
    public String owner() {
        return settled.claim().owner();
    }

    @Override
    public @Nullable String scope() {
        return settled.claim().scope();
    }

    @Override
    public String key() {
        return settled.claim().key();
    }

    @Override
    public @Nullable String fingerprint() {
        return settled.claim().fingerprint();
    }

    @Override
    public @Nullable String result() {
        return completed() ? settled.result() : null;
    }
}
