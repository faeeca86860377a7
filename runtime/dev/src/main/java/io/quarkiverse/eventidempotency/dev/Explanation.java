package io.quarkiverse.eventidempotency.dev;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.dev.JsonDifferences.Difference;
import io.quarkiverse.eventidempotency.dev.SeenPayloads.Payload;
import io.quarkiverse.eventidempotency.runtime.guard.EventReader.KeyPart;

/**
 * What a payload would be to a handler, without a delivery.
 *
 * @param scope the scope as configuration names it
 * @param keySource where the key comes from
 * @param batch whether the payload is a batch of events
 * @param events its events; of a batch, the first {@value #MOST_EVENTS}
 * @param size how many events it has
 */
public record Explanation(String handler, String scope, String keySource, boolean batch, List<Event> events, int size) {

    static final int MOST_EVENTS = 20;

    /**
     * One event.
     *
     * @param parts the parts of its key
     * @param key the key before it is stored; {@code null} for none
     * @param digested whether records contain a digest of the key in its place
     * @param storeKey the key of its record in the store; {@code null} without a key
     * @param ttlMillis its own time-to-live, which its key resolver returned; {@code null} for that of the policy
     * @param fingerprint its fingerprint; {@code null} where none is taken
     * @param fingerprinted the JSON whose digest the fingerprint is
     * @param record the record that stands there; {@code null} for none
     * @param recordFingerprint the fingerprint in that record
     * @param forecast what a delivery would get now
     * @param first the payload that the key was first seen with, in this run of the application; {@code null} for none
     * @param differences what differs between that one and this one; {@code null} where they cannot be compared
     * @param fingerprintDifferences what differs in what their fingerprints are made of; {@code null} where none are taken
     */
    public record Event(List<KeyPart> parts, @Nullable String key, boolean digested, @Nullable String storeKey,
            @Nullable String eventId, @Nullable String eventType, @Nullable Long ttlMillis, @Nullable String fingerprint,
            @Nullable String fingerprinted, @Nullable RecordRow record, @Nullable String recordFingerprint, Forecast forecast,
            @Nullable Payload first, @Nullable List<Difference> differences,
            @Nullable List<Difference> fingerprintDifferences) {
    }
}
