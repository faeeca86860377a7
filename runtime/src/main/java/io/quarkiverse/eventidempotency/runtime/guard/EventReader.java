package io.quarkiverse.eventidempotency.runtime.guard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.Keys;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/** Reads an event as the guard of its method does, without a delivery. Used in dev mode. */
public final class EventReader {

    private final GuardedMethod method;
    private final KeyedGuard guard;

    EventReader(GuardedMethod method, KeyedGuard guard) {
        this.method = method;
        this.guard = guard;
    }

    /**
     * A part of a key.
     *
     * @param path where it comes from, as a key expression spells it
     * @param value its text; {@code null} where it is missing
     */
    public record KeyPart(String path, @Nullable String value) {
    }

    public GuardedMethodSpec spec() {
        return method.spec();
    }

    public GuardPolicy policy() {
        return method.policy();
    }

    /** {@return whether deliveries are guarded at all} */
    public boolean isEnabled() {
        return method.handler() != null;
    }

    /** {@return the message that a call of the method would be for, called on this context} */
    public ArrivedMessage message(Object[] parameters) {
        return guard.arrived(method, parameters);
    }

    /** {@return whether the sender of a message asks for an unguarded delivery, and may} */
    public boolean bypasses(ArrivedMessage message) {
        return method.allowBypass() && "true".equals(message.header(GuardInterceptor.BYPASS));
    }

    /** {@return the arguments of each event, with an element in the place of a batch} */
    public List<Object[]> events(Object[] parameters) {
        if (!(guard instanceof BatchGuard batch)) {
            return List.<Object[]> of(parameters);
        }
        List<Object[]> events = new ArrayList<>();
        for (Object element : batch.elements(parameters)) {
            Object[] one = parameters.clone();
            one[batch.batchPosition()] = element;
            events.add(one);
        }
        return events;
    }

    /** {@return what names an event, or why nothing does} */
    public EventIdentity identity(Object[] parameters, ArrivedMessage message) {
        return guard.identity(method, parameters, message, guard.takesFingerprint());
    }

    /** {@return the parts of the key of an event, as far as they are known} */
    public List<KeyPart> parts(Object[] parameters, ArrivedMessage message, @Nullable String key) {
        Class<?> resolver = guard.resolverType();
        if (resolver != null) {
            return List.of(new KeyPart(resolver.getSimpleName(), key));
        }
        @Nullable
        String[] parts = guard.parts(parameters, message);
        if (parts.length == 0) {
            IdempotentEvent event = guard.event(parameters);
            return event == null ? List.of()
                    : List.of(new KeyPart(event.idempotencyKey() == null ? "eventId()" : "idempotencyKey()", key));
        }
        List<KeyPart> found = new ArrayList<>();
        for (int i = 0; i < parts.length; i += 2) {
            found.add(new KeyPart(String.valueOf(parts[i]), parts[i + 1]));
        }
        return found;
    }

    /**
     * {@return the JSON whose digest is the fingerprint of an event; {@code null} where none is taken}
     *
     * @throws IOException if a value cannot be written as JSON
     */
    public @Nullable String fingerprinted(Object[] parameters, ArrivedMessage message) throws IOException {
        return guard.takesFingerprint() ? method.fingerprints().canonical(guard.fingerprinted(parameters, message)) : null;
    }

    /** {@return a key as records contain it} */
    public String storedKey(String key) {
        String stored = method.policy().keyForm().stored(key);
        return method.spec().inTransaction() ? Keys.inTable(stored) : stored;
    }

    /**
     * {@return the answer to a duplicate of a completed event}
     *
     * @param key the key as the record contains it
     * @throws io.quarkiverse.eventidempotency.IdempotencyException if the duplicate fails
     */
    public @Nullable Object answer(String key, RecordContent record) {
        return Objects.requireNonNull(method.handler()).answers().duplicate(key, record);
    }
}
