package io.quarkiverse.eventidempotency.spi;

/**
 * A store in the memory of this process. A near cache in front of it would save no trip, so there is none. In a
 * {@code @QuarkusTest} it is reset before each test method, unless {@code quarkus.event-idempotency.test.clear-records} is
 * false.
 */
public interface LocalStore extends RecordStore {

    /**
     * Deletes all records and ends all claims. A handler that still runs for a claim of before does not store its record: the
     * settlement is answered with {@link SettleReply#LOST}. A plain deletion would let it store the record again.
     */
    void reset();
}
