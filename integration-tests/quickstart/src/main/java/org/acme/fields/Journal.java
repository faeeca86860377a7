package org.acme.fields;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.acme.fields.FieldRegistry.CreationBegan;
import org.acme.fields.FieldRegistry.CreationEnded;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** Which deliveries' bodies have run in this process, and when. It keeps nothing before it is opened. */
@Singleton
public class Journal {

    private final IdentityHashMap<EventEnvelope<Field>, Long> began = new IdentityHashMap<>();
    private final Map<String, Long> lastEnd = new HashMap<>();
    private boolean open;

    synchronized void open() {
        open = true;
    }

    /** {@return when the body of this very delivery began, by {@code System.nanoTime()}; null when it has not run} */
    synchronized Long began(EventEnvelope<Field> delivered) {
        return began.get(delivered);
    }

    /** {@return whether the field was created here after this moment} */
    synchronized boolean createdAfter(String fieldId, long nanoTime) {
        Long end = lastEnd.get(fieldId);
        return end != null && end - nanoTime > 0;
    }

    synchronized void onBegan(@Observes CreationBegan creation) {
        if (open) {
            began.put(creation.event(), System.nanoTime());
        }
    }

    synchronized void onEnded(@Observes CreationEnded creation) {
        if (open) {
            lastEnd.put(creation.event().payload().fieldId(), System.nanoTime());
        }
    }
}
