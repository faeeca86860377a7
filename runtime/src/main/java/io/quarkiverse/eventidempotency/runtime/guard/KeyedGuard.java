package io.quarkiverse.eventidempotency.runtime.guard;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.NoKey;

/** The part of a guard that takes from the arguments of a call what names its event. Most of it is generated. */
public abstract class KeyedGuard {

    private static final MissingKeyPart ALL_EMPTY = new MissingKeyPart("all of its parts are empty",
            "Let one of them have a value");
    private static final @Nullable String[] NO_PARTS = {};

    /**
     * Names the event of a delivery. Where deliveries are only observed, what fails while a key is taken fails none: the body
     * runs without one.
     */
    final EventIdentity identityOf(GuardedMethod method, Handler<?> handler, Object[] parameters, ArrivedMessage message) {
        EventIdentity event = message.identityOf(parameters); // where its key was claimed ahead
        if (event == null) {
            try {
                event = identity(method, parameters, message, takesFingerprint());
            } catch (Throwable e) { // a getter may throw what it likes
                if (!method.policy().observe()) {
                    throw e;
                }
                handler.engine().keyFailureObserved(method.policy(), e);
                event = new EventIdentity(null, null, null);
            }
        }
        EventWatch watch = method.watch();
        if (watch != null) {
            watch.arrived(new EventReader(method, this), parameters, message, event);
        }
        return event;
    }

    /** {@return what names the event of a call, or why nothing does} */
    final EventIdentity identity(GuardedMethod method, Object[] parameters, ArrivedMessage message,
            boolean takesFingerprint) {
        IdempotentEvent event = event(parameters);
        KeyResolver<Object> resolver = method.resolver();
        ResolvedKey resolved = null;
        String key = null;
        NoKey noKey = null;
        try {
            resolved = resolver == null ? null : resolved(resolver, parameters);
            key = resolved == null ? key(parameters, message) : resolved.key();
            if (resolved != null && !resolved.guarded()) {
                noKey = NoKey.ON_PURPOSE;
            } else if (key == null || key.isEmpty()) {
                noKey = missing(method, resolved == null ? ALL_EMPTY : nothingResolved(), parameters, message);
            }
        } catch (MissingKeyPart part) {
            noKey = missing(method, part, parameters, message);
        }
        return new EventIdentity(key, event == null ? null : event.eventId(), event == null ? null : event.eventType(),
                takesFingerprint && noKey == null ? fingerprint(method, parameters, message) : null,
                resolved == null ? 0 : ttlMillis(method, resolved), noKey);
    }

    private NoKey missing(GuardedMethod method, MissingKeyPart part, Object[] parameters, ArrivedMessage message) {
        ArrivedMessage read = message != ArrivedMessage.NONE || method.spec().channels().isEmpty() ? message
                : arrived(method, parameters);
        return NoKey.missing(() -> part.text(method, read));
    }

    final ArrivedMessage arrived(GuardedMethod method, Object[] parameters) {
        return method.messages().apply(messageArgument(parameters));
    }

    private ResolvedKey resolved(KeyResolver<Object> resolver, Object[] parameters) {
        Object argument = resolverArgument(parameters);
        if (argument == null) {
            throw new MissingKeyPart("the argument of keyResolver " + resolverName() + " is null",
                    "Filter such events before they reach the method");
        }
        ResolvedKey resolved = resolver.resolve(argument);
        if (resolved == null) {
            throw nothingResolved();
        }
        return resolved;
    }

    private MissingKeyPart nothingResolved() {
        return new MissingKeyPart("keyResolver " + resolverName() + " returned none",
                "Let it return ResolvedKey.unguarded() for events that need no guard");
    }

    private String resolverName() {
        return Objects.requireNonNull(resolverType()).getName();
    }

    private long ttlMillis(GuardedMethod method, ResolvedKey resolved) {
        Duration ttl = resolved.ttl();
        if (ttl == null) {
            return 0;
        }
        String rule = PolicyOverrides.TTL.rule().apply(ttl);
        if (rule != null) {
            throw new IllegalArgumentException("The time to live of a key is " + ttl + ", by " + resolverName() + ": "
                    + rule + " [method: " + method.spec().method() + "]");
        }
        return ttl.toMillis();
    }

    private String fingerprint(GuardedMethod method, Object[] parameters, ArrivedMessage message) {
        try {
            return method.fingerprints().of(fingerprinted(parameters, message));
        } catch (IOException e) {
            throw new IllegalStateException("The fingerprint of an event cannot be taken, since its value cannot be written as "
                    + "JSON: let fingerprint = \"…\" of @Idempotent name what can [method: " + method.spec().method() + "]", e);
        }
    }

    /**
     * The idempotency key of one call.
     *
     * @return the key; empty when all of its parts are, {@code null} where a resolver makes it
     * @throws MissingKeyPart when a required part is missing
     */
    protected abstract @Nullable String key(Object[] parameters, ArrivedMessage message);

    /**
     * {@return path and text of each part of the key, in turn; a text is {@code null} where the part is missing} Generated for
     * dev mode only, and where the key has parts.
     */
    protected @Nullable String[] parts(Object[] parameters, ArrivedMessage message) {
        return NO_PARTS;
    }

    /** {@return the type of the bean that makes the keys; {@code null} when {@link #key} does} */
    protected @Nullable Class<?> resolverType() {
        return null;
    }

    /** {@return what that bean is asked with; {@code null} when the key is missing without asking} */
    protected @Nullable Object resolverArgument(Object[] parameters) {
        return null;
    }

    protected boolean takesFingerprint() {
        return false;
    }

    /** {@return what must be the same for the same key: a value that Jackson can write; {@code null} is one of them} */
    protected @Nullable Object fingerprinted(Object[] parameters, ArrivedMessage message) {
        return null;
    }

    /**
     * {@return the first argument that is declared as an {@link IdempotentEvent}, or whose payload is; {@code null} for none}
     */
    protected @Nullable IdempotentEvent event(Object[] parameters) {
        return null;
    }

    /** {@return whether the key is taken from the message, in whole or in part} */
    protected boolean readsMessage() {
        return false;
    }

    /** {@return whether the key is, or has in it, what a broker gives the message} */
    protected boolean takesBrokersIdentity() {
        return false;
    }

    /** {@return the message among the arguments; {@code null} when the method takes the payload} */
    protected @Nullable Object messageArgument(Object[] parameters) {
        return null;
    }
}
