package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordCount;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordPage;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.results.ResultCodec;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.Keys;
import io.quarkiverse.eventidempotency.runtime.engine.OwnerTokens;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.HeldClaim;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** The records of a store, as operators look at them and decide on them. */
public final class StoredRecords implements IdempotencyRecords {

    private final ManyRecords all;
    private final @Nullable ResultCodec codec;
    private final boolean logKeys;

    /**
     * @param keyPrefix what stands in front of scope and key in the store
     * @param terms those of each scope, {@code null} being none, whether a method has it or not
     * @param callers finds where outcomes are handed out
     * @param codec what results go through on their way to the store; {@code null} for nothing
     * @param logKeys whether messages may name keys
     */
    public StoredRecords(RecordStore store, String keyPrefix, Function<@Nullable String, RecordTerms> terms,
            EngineClock clock, Supplier<Caller> callers, @Nullable ResultCodec codec, boolean logKeys) {
        this.all = new ManyRecords(store, keyPrefix, terms, clock, callers, new OwnerTokens());
        this.codec = codec;
        this.logKeys = logKeys;
    }

    // One record

    @Override
    public Uni<Optional<FoundRecord>> find(String scope, String key) {
        return find(place(scope, key));
    }

    @Override
    public Uni<Optional<FoundRecord>> findAt(String storeKey) {
        return find(place(storeKey));
    }

    private Uni<Optional<FoundRecord>> find(RecordPlace place) {
        return handedOut(place, () -> all.store().find(place.storeKey())).map(value -> value.map(RecordMatcher::read));
    }

    @Override
    public Uni<DeleteResult> delete(String scope, String key) {
        return delete(place(scope, key));
    }

    @Override
    public Uni<DeleteResult> deleteAt(String storeKey) {
        return delete(place(storeKey));
    }

    private Uni<DeleteResult> delete(RecordPlace place) {
        return handedOut(place, () -> all.store().delete(new DeleteRequest(place.storeKey(), all.tokens().get(),
                place.terms().leaseMillis(), place.terms().holdMillis(), null, false)));
    }

    @Override
    public Uni<ReleaseResult> release(String scope, String key) {
        return release(place(scope, key));
    }

    @Override
    public Uni<ReleaseResult> releaseAt(String storeKey) {
        return release(place(storeKey));
    }

    private Uni<ReleaseResult> release(RecordPlace place) {
        return handedOut(place, () -> all.store().release(place.storeKey(), all.tokens().get(), place.terms().leaseMillis(),
                place.terms().holdMillis()));
    }

    @Override
    public Uni<ForceResult> forceComplete(String scope, String key, @Nullable String resultJson) {
        return force(place(scope, key), Outcome.COMPLETE, checkedResult(resultJson));
    }

    @Override
    public Uni<ForceResult> forceCompleteAt(String storeKey, @Nullable String resultJson) {
        String result = checkedResult(resultJson);
        return ofItsScope(place(storeKey)).chain(place -> force(place, Outcome.COMPLETE, result));
    }

    @Override
    public Uni<ForceResult> forceFail(String scope, String key, String error) {
        return force(place(scope, key), Outcome.FAIL, error);
    }

    @Override
    public Uni<ForceResult> forceFailAt(String storeKey, String error) {
        return ofItsScope(place(storeKey)).chain(place -> force(place, Outcome.FAIL, error));
    }

    private static @Nullable String checkedResult(@Nullable String resultJson) {
        if (resultJson != null && !RecordJson.isJson(resultJson)) {
            throw new IllegalArgumentException("resultJson is no JSON; a text needs quotes, as in \"\\\"done\\\"\"");
        }
        return resultJson;
    }

    /** A record says itself which scope's terms it has. */
    private Uni<RecordPlace> ofItsScope(RecordPlace place) {
        return find(place).map(found -> {
            IdempotencyRecord record = found.map(FoundRecord::record).orElse(null);
            return record == null ? place
                    : new RecordPlace(place.storeKey(), record.scope(), null, all.terms().apply(record.scope()));
        });
    }

    private Uni<ForceResult> force(RecordPlace place, Outcome outcome, @Nullable String resultOrError) {
        return handedOut(place, () -> {
            String now = RecordJson.time(all.clock().millis());
            StringBuilder ending = RecordJson.member(new StringBuilder(), "completed_at", now);
            if (outcome == Outcome.FAIL) {
                RecordJson.member(ending.append(",\"retryable\":false"), "error", HeldClaim.shortened(resultOrError));
                RecordJson.member(ending, "error_type", "FAILED_BY_OPERATOR");
            } else if (resultOrError != null) {
                ending.append(",\"result\":").append(stored(resultOrError));
            }
            return all.store()
                    .force(new ForceRequest(place.storeKey(), all.tokens().get(), outcome, place.terms().leaseMillis(),
                            outcome == Outcome.COMPLETE ? place.terms().ttlMillis() : place.terms().holdMillis(),
                            '"' + now + '"',
                            place.identity(), ending.toString()));
        });
    }

    private String stored(String resultJson) {
        if (codec == null) {
            return resultJson;
        }
        try {
            return RecordJson.quote(codec.encode(resultJson));
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The result cannot be stored: the codec, " + codec.getClass().getName() + ", failed",
                    e);
        }
    }

    private RecordPlace place(String scope, String key) {
        RecordFilter.ALL.withScope(scope); // refuses what is none
        if (key.isEmpty()) {
            throw new IllegalArgumentException("The key must not be empty");
        }
        String named = scope.equals(Idempotent.NO_SCOPE) ? null : scope;
        RecordTerms ofScope = all.terms().apply(named);
        String stored = ofScope.keyForm().stored(key);
        return new RecordPlace(ManyRecords.prefix(all.keyPrefix(), scope) + stored, named, stored, ofScope);
    }

    private RecordPlace place(String storeKey) {
        if (!storeKey.startsWith(all.keyPrefix()) || storeKey.length() == all.keyPrefix().length()) {
            throw new IllegalArgumentException(
                    "'" + storeKey + "' is no key of a record: those begin with '" + all.keyPrefix() + "'");
        }
        return new RecordPlace(storeKey, null, null, all.terms().apply(null));
    }

    private <T> Uni<T> handedOut(RecordPlace place, Supplier<Uni<T>> step) {
        return Uni.createFrom().deferred(() -> {
            Caller caller = all.callers().get();
            return step.get().emitOn(caller);
        }).onFailure(StoreException.class).transform(failure -> new StoreUnavailableException(
                "The store did not confirm what was asked of its records ["
                        + Keys.named(place.scope(), place.key(), logKeys) + "]: " + failure.getMessage(),
                place.scope(), place.key(), failure));
    }

    // Many records

    @Override
    public Multi<FoundRecord> list(RecordFilter filter) {
        return all.list(filter);
    }

    @Override
    public Uni<RecordPage> page(RecordFilter filter, @Nullable String cursor, int size) {
        return all.page(filter, cursor, size);
    }

    @Override
    public Uni<RecordCount> count(RecordFilter filter, long max) {
        return all.count(filter, max);
    }

    @Override
    public Uni<DeleteCount> delete(RecordFilter filter) {
        return all.delete(filter);
    }

    /**
     * Revokes the records in flight whose lease ended at least so long ago. One that has no lease or no time to live, as other
     * writers leave it, gets one now, and is revoked when that has ended as long ago.
     *
     * @return how many were revoked
     */
    @CheckReturnValue
    public Uni<Long> revokeOrphans(Duration endedFor) {
        return all.revokeOrphans(endedFor);
    }
}
