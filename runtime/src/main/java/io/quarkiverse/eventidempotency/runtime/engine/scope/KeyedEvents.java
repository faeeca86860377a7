package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.BatchEvents;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;

/** The events of one batch that code hands over, and where their keys come from. */
record KeyedEvents<E>(List<E> events, Function<? super E, @Nullable String> key) {

    BatchEvents identities(ScopeAttributes attributes) {
        List<@Nullable EventIdentity> identities = new ArrayList<>(events.size());
        for (E event : events) {
            IdempotentEvent known = event instanceof IdempotentEvent named ? named : null;
            identities.add(new EventIdentity(key.apply(event), known == null ? null : known.eventId(),
                    known == null ? null : known.eventType(), attributes.fingerprint(), 0, null));
        }
        return new BatchEvents(identities, Map.of(), attributes.hasResults());
    }

    /** {@return the body that runs for them where nothing is guarded} */
    RunningBody unguarded(GuardPolicy policy) {
        List<@Nullable String> keys = new ArrayList<>(events.size());
        for (E event : events) {
            keys.add(key.apply(event));
        }
        return RunningBody.unguardedBatch(policy, keys);
    }

    List<E> some(int[] chosen) {
        return Arrays.stream(chosen).mapToObj(events::get).toList();
    }
}
