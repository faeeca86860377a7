package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordCount;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordPage;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.OwnerTokens;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** What is done with all records that a filter means, one slice after the other. */
record ManyRecords(RecordStore store, String keyPrefix, Function<@Nullable String, RecordTerms> terms, EngineClock clock,
        Supplier<Caller> callers, OwnerTokens tokens) {

    /**
     * A page ends after so many steps over the store's keys, so that a filter that matches nothing does not hold its caller.
     */
    private static final int PAGE_STEPS = 100;

    static String prefix(String keyPrefix, @Nullable String scope) {
        return scope == null || scope.equals(Idempotent.NO_SCOPE) ? keyPrefix : keyPrefix + scope + ':';
    }

    Multi<FoundRecord> list(RecordFilter filter) {
        return Multi.createFrom().deferred(() -> {
            RecordWalk walk = walk(filter, PageCursor.START);
            return repeat(walk::next, () -> !walk.isOver());
        }).onItem().<FoundRecord> disjoint()
                .onFailure(StoreException.class).transform(failure -> unavailable(filter, failure));
    }

    Uni<RecordPage> page(RecordFilter filter, @Nullable String cursor, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A page has at least 1 record, not " + size);
        }
        PageCursor from = PageCursor.parse(cursor);
        walk(filter, from); // refuses a cursor that is none of the store's
        return walking(filter, from, walk -> repeat(() -> walk.next(size - (int) walk.found()),
                () -> !walk.isOver() && walk.found() < size && walk.steps() < PAGE_STEPS)
                .collect().in(ArrayList<FoundRecord>::new, List::addAll).map(records -> page(records, walk)));
    }

    private static RecordPage page(List<FoundRecord> records, RecordWalk walk) {
        PageCursor next = walk.cursor();
        return new RecordPage(records, next == null ? null : next.toString(), (int) walk.foreign());
    }

    Uni<RecordCount> count(RecordFilter filter, long max) {
        if (max < 1) {
            throw new IllegalArgumentException("At least 1 record has to be counted, not " + max);
        }
        return walking(filter, PageCursor.START, walk -> repeat(walk::next, () -> !walk.isOver() && walk.found() <= max)
                .collect().last()
                .map(last -> new RecordCount(Math.min(walk.found(), max), walk.found() <= max, walk.foreign())));
    }

    Uni<DeleteCount> delete(RecordFilter filter) {
        return each(filter, found -> delete(found, filter.leaseEnded())).collect()
                .in(DeleteCounter::new, DeleteCounter::add).map(DeleteCounter::count);
    }

    Uni<Long> revokeOrphans(Duration endedFor) {
        return each(RecordFilter.ALL.withStatus(RecordStatus.PROCESSING), found -> revokeOrphan(found, endedFor))
                .select().where(reply -> reply == OrphanReply.REVOKED).collect().with(Collectors.counting());
    }

    private Uni<DeleteResult> delete(FoundRecord found, boolean leaseEnded) {
        RecordTerms ofScope = termsOf(found);
        StoredValue seen = new StoredValue(found.storeKey(), found.text(), 0);
        return store.delete(new DeleteRequest(found.storeKey(), tokens.get(), ofScope.leaseMillis(), ofScope.holdMillis(),
                seen, leaseEnded));
    }

    private @Nullable Uni<OrphanReply> revokeOrphan(FoundRecord found, Duration endedFor) {
        Duration left = found.remainingLease();
        if (left != null && left.compareTo(endedFor.negated()) > 0) {
            return null;
        }
        RecordTerms ofScope = termsOf(found);
        return store.revokeOrphan(found.storeKey(), tokens.get(), ofScope.leaseMillis(), ofScope.holdMillis(),
                endedFor.toMillis());
    }

    private RecordTerms termsOf(FoundRecord found) {
        IdempotencyRecord record = found.record();
        return terms.apply(record == null ? null : record.scope());
    }

    /**
     * Takes a step on each record, all of a slice at once.
     *
     * @param step returns {@code null} for a record that is left alone
     * @return the replies
     */
    private <R> Multi<R> each(RecordFilter filter, Function<FoundRecord, @Nullable Uni<R>> step) {
        return Multi.createFrom().deferred(() -> {
            RecordWalk walk = walk(filter, PageCursor.START);
            return repeat(() -> walk.next().chain(slice -> decide(slice, step, walk.caller())), () -> !walk.isOver());
        }).onItem().<R> disjoint().onFailure(StoreException.class).transform(failure -> unavailable(filter, failure));
    }

    private static <R> Uni<List<R>> decide(List<FoundRecord> slice, Function<FoundRecord, @Nullable Uni<R>> step,
            Caller caller) {
        List<Uni<R>> steps = new ArrayList<>();
        for (FoundRecord found : slice) {
            Uni<R> decision = step.apply(found);
            if (decision != null) {
                steps.add(decision);
            }
        }
        return steps.isEmpty() ? Uni.createFrom().item(List.of())
                : Uni.join().all(steps).andFailFast().emitOn(caller);
    }

    private <T> Uni<T> walking(RecordFilter filter, PageCursor from, Function<RecordWalk, Uni<? extends T>> reading) {
        return Uni.createFrom().<T> deferred(() -> reading.apply(walk(filter, from)))
                .onFailure(StoreException.class).transform(failure -> unavailable(filter, failure));
    }

    private static <R> Multi<R> repeat(Supplier<Uni<? extends R>> step, BooleanSupplier goesOn) {
        return Multi.createBy().repeating().<R> uni(step).whilst(slice -> goesOn.getAsBoolean());
    }

    private RecordWalk walk(RecordFilter filter, PageCursor from) {
        return new RecordWalk(store, prefix(keyPrefix, filter.scope()),
                new RecordMatcher(filter, KeyText.of(filter.keyText(), terms.apply(null).keyForm().hashed()), keyPrefix, clock),
                from,
                callers.get());
    }

    private static StoreUnavailableException unavailable(RecordFilter filter, Throwable failure) {
        return new StoreUnavailableException("The store did not confirm what was asked of its records: " + failure.getMessage(),
                filter.scope(), null, failure);
    }
}
