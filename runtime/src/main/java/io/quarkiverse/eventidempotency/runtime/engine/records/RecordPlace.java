package io.quarkiverse.eventidempotency.runtime.engine.records;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.RecordJson;

/**
 * Where one record stands, and what is known of it without looking.
 *
 * @param scope the scope; {@code null} for none, or if it is not known
 * @param key the key as it stands in the store; {@code null} if it is not known
 * @param terms those of the scope
 */
record RecordPlace(String storeKey, @Nullable String scope, @Nullable String key, RecordTerms terms) {

    /** {@return the members that a record has which is made here, as JSON that starts with a comma; empty if not known} */
    String identity() {
        if (key == null) {
            return "";
        }
        StringBuilder identity = RecordJson.member(new StringBuilder(), "scope", scope);
        return RecordJson.member(identity, "idempotency_key", key).append(",\"event_id\":null,\"event_type\":null").toString();
    }
}
