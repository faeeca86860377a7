package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The events of one batch.
 *
 * @param identities what names each event; {@code null} where finding that failed
 * @param keyFailures why it failed, by the index of the event
 * @param withResults whether the body returns a result for each event
 */
public record BatchEvents(List<@Nullable EventIdentity> identities, Map<Integer, Throwable> keyFailures,
        boolean withResults) {

    int size() {
        return identities.size();
    }

    EventIdentity identity(int index) {
        return Objects.requireNonNull(identities.get(index));
    }
}
