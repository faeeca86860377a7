package io.quarkiverse.eventidempotency.runtime.cache;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * The completed records that this process has seen, bounded by the memory that they take.
 * <p>
 * A reply can arrive after an operator's step on the same record although the store gave it before that step. Operators' steps
 * are therefore counted, and a reply is not kept if a step was counted since its request. The count is compared under the lock
 * of the key: a step that is counted later removes the entry again. The count is one for all keys, since operators are rare.
 */
public final class NearCache {

    /** About how many bytes an entry takes besides its record. */
    private static final int OVERHEAD = 512;

    /** A record takes its bytes and, once it was read, those of its result. */
    private static final int COPIES = 2;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Cache<String, Entry> entries;
    private final Ticker ticker;
    private final AtomicLong decisions = new AtomicLong();

    /**
     * @param maxBytes about how many bytes the entries take at the most, at least 1
     * @param ticker the clock by which entries expire
     */
    public NearCache(long maxBytes, Ticker ticker) {
        this.ticker = ticker;
        this.entries = Caffeine.newBuilder().maximumWeight(maxBytes).weigher(Entry::weight).expireAfter(new EntryEnd())
                .ticker(ticker).executor(Runnable::run) // its upkeep is shorter than the way to another thread
                .build();
    }

    /** {@return the entry of a record; {@code null} for none} */
    @Nullable
    Entry find(String storeKey) {
        return entries.getIfPresent(storeKey);
    }

    /** Removes the entry of a record, and lets no reply restore it whose request was sent before. */
    void forget(String storeKey) {
        decisions.incrementAndGet();
        entries.invalidate(storeKey);
    }

    /** {@return what keeps the reply to a request that is sent now} */
    Request request(String storeKey, long maxAgeMillis) {
        return new Request(storeKey, maxAgeMillis, ticker.read(), decisions.get());
    }

    /**
     * An entry.
     *
     * @param reply the answer to a duplicate; {@code null} where the store has a completed record with an unknown time-to-live
     * @param endsAt the nanosecond at which the entry expires
     */
    record Entry(@Nullable ClaimReply reply, long endsAt) {

        static int weight(String storeKey, Entry entry) {
            RecordContent record = entry.reply == null ? null : entry.reply.record();
            long bytes = OVERHEAD + storeKey.length() + (record == null ? 0 : COPIES * record.size());
            return (int) Math.min(Integer.MAX_VALUE, bytes);
        }
    }

    /** A request to the store. An entry is as old as the request, since the reply does not tell when it was given. */
    final class Request {

        private final String storeKey;
        private final long maxAgeMillis;
        private final long sentAt;
        private final long decisionsBefore;

        private Request(String storeKey, long maxAgeMillis, long sentAt, long decisionsBefore) {
            this.storeKey = storeKey;
            this.maxAgeMillis = maxAgeMillis;
            this.sentAt = sentAt;
            this.decisionsBefore = decisionsBefore;
        }

        /**
         * Keeps a completed record.
         *
         * @param leftMillis the time-to-live that the record had at least when the request was sent, in milliseconds
         */
        void keep(RecordContent record, long leftMillis) {
            put(ClaimReply.remembered(record), Math.min(maxAgeMillis, leftMillis));
        }

        /** Notes that there is a completed record, whose time-to-live is not known. */
        void note() {
            put(null, maxAgeMillis);
        }

        private void put(@Nullable ClaimReply reply, long millis) {
            Entry entry = new Entry(reply, sentAt + millis * NANOS_PER_MILLI);
            entries.asMap().compute(storeKey, (key, before) -> decisions.get() == decisionsBefore ? entry : before);
        }
    }

    /** An entry expires at its time, whether it is used or not. */
    private static final class EntryEnd implements Expiry<String, Entry> {

        @Override
        public long expireAfterCreate(String storeKey, Entry entry, long now) {
            return Math.max(0, entry.endsAt() - now);
        }

        @Override
        public long expireAfterUpdate(String storeKey, Entry entry, long now, long left) {
            return expireAfterCreate(storeKey, entry, now);
        }

        @Override
        public long expireAfterRead(String storeKey, Entry entry, long now, long left) {
            return left;
        }
    }
}
