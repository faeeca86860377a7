package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordCount;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordPage;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.CallerSource;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.OwnerTokens;
import io.quarkiverse.eventidempotency.runtime.engine.records.RecordReader.Slice;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** What is done with all records that a filter means, one slice after the other. */
final class ManyRecords {

    /**
     * A page ends after so many steps over the store's keys, so that a filter that matches nothing does not hold its caller.
     */
    private static final int PAGE_STEPS = 100;

    private final RecordStore store;
    private final String keyPrefix;
    private final Function<@Nullable String, RecordTerms> terms;
    private final EngineClock clock;
    private final CallerSource callers;
    private final OwnerTokens tokens;

    ManyRecords(RecordStore store, String keyPrefix, Function<@Nullable String, RecordTerms> terms, EngineClock clock,
            CallerSource callers, OwnerTokens tokens) {
        this.store = store;
        this.keyPrefix = keyPrefix;
        this.terms = terms;
        this.clock = clock;
        this.callers = callers;
        this.tokens = tokens;
    }

    static String prefix(String keyPrefix, @Nullable String scope) {
        return scope == null || scope.equals(Idempotent.NO_SCOPE) ? keyPrefix : keyPrefix + scope + ':';
    }

    Multi<FoundRecord> list(RecordFilter filter) {
        Function<RecordReader, Uni<? extends Slice>> next = reader -> reader.next();
        return Multi.createFrom().deferred(() -> Multi.createBy().repeating()
                .uni(() -> reader(filter, PageCursor.START), next).whilst(slice -> !slice.last()))
                .onItem().transformToIterable(Slice::records)
                .onFailure(StoreException.class).transform(failure -> unavailable(filter, failure));
    }

    Uni<RecordPage> page(RecordFilter filter, @Nullable String cursor, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A page has at least 1 record, not " + size);
        }
        PageCursor from = PageCursor.parse(cursor);
        reader(filter, from); // refuses a cursor that is none of the store's
        return run(filter, () -> new Paging(reader(filter, from), size), Paging::next, Paging::goesOn).map(Paging::page);
    }

    Uni<RecordCount> count(RecordFilter filter, long max) {
        if (max < 1) {
            throw new IllegalArgumentException("At least 1 record has to be counted, not " + max);
        }
        return run(filter, () -> new Counting(reader(filter, PageCursor.START), max), Counting::next, Counting::goesOn)
                .map(Counting::count);
    }

    Uni<Long> delete(RecordFilter filter) {
        return each(filter, found -> delete(found, filter.leaseEnded()), result -> result != DeleteResult.ABSENT);
    }

    Uni<Long> revokeOrphans(Duration endedFor) {
        return each(RecordFilter.ALL.withStatus(RecordStatus.PROCESSING), found -> revokeOrphan(found, endedFor),
                reply -> reply == OrphanReply.REVOKED);
    }

    private Uni<DeleteResult> delete(FoundRecord found, boolean leaseEnded) {
        RecordTerms ofScope = termsOf(found);
        StoredValue seen = new StoredValue(found.storeKey(), found.text(), 0);
        return store.delete(new DeleteRequest(found.storeKey(), tokens.next(), ofScope.leaseMillis(), ofScope.holdMillis(),
                seen, leaseEnded));
    }

    private @Nullable Uni<OrphanReply> revokeOrphan(FoundRecord found, Duration endedFor) {
        Duration left = found.remainingLease();
        if (left != null && left.compareTo(endedFor.negated()) > 0) {
            return null;
        }
        RecordTerms ofScope = termsOf(found);
        return store.revokeOrphan(found.storeKey(), tokens.next(), ofScope.leaseMillis(), ofScope.holdMillis(),
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
     * @param did whether the step did something
     * @return how many of the steps did something
     */
    private <R> Uni<Long> each(RecordFilter filter, Function<FoundRecord, @Nullable Uni<R>> step, Predicate<R> did) {
        return run(filter, () -> {
            Caller caller = callers.current();
            return new Deciding<>(reader(filter, PageCursor.START), () -> caller, step, did);
        }, Deciding::next, Deciding::goesOn).map(Deciding::done);
    }

    private <S> Uni<S> run(RecordFilter filter, Supplier<S> start, Function<S, Uni<? extends S>> next, Predicate<S> goesOn) {
        // deferred, since what is repeated starts but once
        return Uni.createFrom().deferred(() -> Multi.createBy().repeating().uni(start, next).whilst(goesOn).collect().last())
                .onFailure(StoreException.class).transform(failure -> unavailable(filter, failure));
    }

    private RecordReader reader(RecordFilter filter, PageCursor from) {
        String text = filter.keyText() == null ? "" : filter.keyText();
        return new RecordReader(new RecordWalk(store, prefix(keyPrefix, filter.scope()), text, from, callers.current()),
                new RecordMatcher(filter, clock));
    }

    private static StoreUnavailableException unavailable(RecordFilter filter, Throwable failure) {
        return new StoreUnavailableException("The store did not confirm what was asked of its records: " + failure.getMessage(),
                filter.scope(), null, failure);
    }

    /** A page while it is filled. */
    private static final class Paging {

        private final RecordReader reader;
        private final int size;
        private final List<FoundRecord> records = new ArrayList<>();
        private boolean last;

        Paging(RecordReader reader, int size) {
            this.reader = reader;
            this.size = size;
        }

        Uni<Paging> next() {
            return reader.next(size - records.size()).map(slice -> {
                records.addAll(slice.records());
                last = slice.last();
                return this;
            });
        }

        boolean goesOn() {
            return !last && records.size() < size && reader.steps() < PAGE_STEPS;
        }

        RecordPage page() {
            PageCursor next = reader.cursor();
            return new RecordPage(records, next == null ? null : next.toString(), (int) reader.foreign());
        }
    }

    /** Records while they are counted. */
    private static final class Counting {

        private final RecordReader reader;
        private final long max;
        private long n;
        private boolean last;

        Counting(RecordReader reader, long max) {
            this.reader = reader;
            this.max = max;
        }

        Uni<Counting> next() {
            return reader.next().map(slice -> {
                n += slice.records().size();
                last = slice.last();
                return this;
            });
        }

        boolean goesOn() {
            return !last && n <= max;
        }

        RecordCount count() {
            return new RecordCount(Math.min(n, max), n <= max, reader.foreign());
        }
    }

    /** Records while each is decided on. */
    private static final class Deciding<R> {

        private final RecordReader reader;
        private final CallerSource callers;
        private final Function<FoundRecord, @Nullable Uni<R>> step;
        private final Predicate<R> did;
        private long done;
        private boolean last;

        Deciding(RecordReader reader, CallerSource callers, Function<FoundRecord, @Nullable Uni<R>> step, Predicate<R> did) {
            this.reader = reader;
            this.callers = callers;
            this.step = step;
            this.did = did;
        }

        Uni<Deciding<R>> next() {
            return reader.next().chain(this::decide);
        }

        private Uni<Deciding<R>> decide(Slice slice) {
            last = slice.last();
            List<Uni<R>> steps = new ArrayList<>();
            for (FoundRecord found : slice.records()) {
                Uni<R> decision = step.apply(found);
                if (decision != null) {
                    steps.add(decision);
                }
            }
            if (steps.isEmpty()) {
                return Uni.createFrom().item(this);
            }
            return HandedOut.replies(() -> steps, callers).map(replies -> {
                done += replies.stream().filter(did).count();
                return this;
            });
        }

        boolean goesOn() {
            return !last;
        }

        long done() {
            return done;
        }
    }
}
