package io.quarkiverse.eventidempotency.dev;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.dev.JsonDifferences.Difference;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.EventReader;
import io.quarkiverse.eventidempotency.runtime.guard.EventWatch;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;

/**
 * Keeps the first and the last payloads that deliveries of a key brought, as JSON. What differs between two of them shows why a
 * key was used twice.
 */
@Singleton
public class SeenPayloads implements EventWatch {

    static final int KEYS = 500;
    static final int LAST = 3;
    static final int LONGEST = 64 * 1024;
    /** Of all texts together: large payloads displace others earlier. */
    private static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    private final TriedHandlers handlers;
    private final ObjectMapper mapper;
    private final @Nullable TriedMessages messages;
    private final Map<String, EventReader> readers = new ConcurrentHashMap<>();
    private final Map<String, Optional<TriedArguments>> arguments = new ConcurrentHashMap<>();
    private final LinkedHashMap<String, OfKey> keys = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    SeenPayloads(TriedHandlers handlers, ObjectMapper mapper, Instance<TriedMessages> messages) {
        this.handlers = handlers;
        this.mapper = mapper;
        this.messages = messages.isResolvable() ? messages.get() : null;
    }

    /**
     * A payload as it arrived.
     *
     * @param at when, in milliseconds since 1970
     * @param handler the handler that it was delivered to
     * @param json the payload as JSON, as the Try it page takes it; of a batch, this element alone
     * @param cut whether the JSON was longer, and is cut
     * @param metadata the attributes of the message that the key is made of, as a JSON object; {@code null} for none
     * @param element whether it is an element of a batch
     * @param fingerprint its fingerprint; {@code null} where none is taken
     * @param fingerprinted the JSON whose digest the fingerprint is
     */
    public record Payload(long at, String handler, String json, boolean cut, @Nullable String metadata, boolean element,
            @Nullable String fingerprint, @Nullable String fingerprinted) {

        private int size() {
            return json.length() + (fingerprinted == null ? 0 : fingerprinted.length());
        }
    }

    /**
     * The payloads of one key.
     *
     * @param seen how many deliveries with the key were seen
     * @param first the first one's payload; {@code null} where none was seen, or the key was displaced by others
     * @param last the payloads of the last ones, the newest first, without the first one
     * @param differences what differs between the first and the newest; {@code null} where they cannot be compared
     * @param fingerprintDifferences what differs in what their fingerprints were made of; {@code null} where none are taken
     */
    public record Payloads(String storeKey, int seen, @Nullable Payload first, List<Payload> last,
            @Nullable List<Difference> differences, @Nullable List<Difference> fingerprintDifferences) {
    }

    private static final class OfKey {

        private final Payload first;
        private final Deque<Payload> last = new ArrayDeque<>();
        private int seen = 1;

        OfKey(Payload first) {
            this.first = first;
        }

        int size() {
            return first.size() + last.stream().mapToInt(Payload::size).sum();
        }
    }

    private static String id(GuardedMethodSpec spec) {
        return spec.beanClass() + ' ' + spec.methodId();
    }

    @Override
    public void bound(EventReader reader) {
        readers.put(id(reader.spec()), reader);
    }

    /** {@return what reads events as a method's guard does; {@code null} while there is no instance of its bean} */
    @Nullable
    EventReader reader(GuardedMethodSpec spec) {
        return readers.get(id(spec));
    }

    @Override
    public void arrived(EventReader reader, Object[] parameters, ArrivedMessage message, EventIdentity event) {
        String key = event.key();
        if (key != null && !key.isEmpty()) {
            keep(storeKey(reader, key), payload(reader, parameters, message, event));
        }
    }

    static String storeKey(EventReader reader, String key) {
        return reader.policy().keyPrefix() + reader.storedKey(key);
    }

    /** {@return the payload of an event; where it cannot be written as JSON, a text that says why} */
    Payload payload(EventReader reader, Object[] parameters, ArrivedMessage message, EventIdentity event) {
        long at = System.currentTimeMillis();
        GuardedMethodSpec spec = reader.spec();
        try {
            LimitedText json = LimitedText.json(value(spec, parameters), mapper, LONGEST);
            String fingerprinted = event.fingerprint() == null ? null : reader.fingerprinted(parameters, message);
            return new Payload(at, spec.method(), json.toString(), json.isCut(), metadata(spec, message, event),
                    spec.takesBatches(), event.fingerprint(),
                    fingerprinted == null || fingerprinted.length() <= LONGEST ? fingerprinted
                            : fingerprinted.substring(0, LONGEST));
        } catch (IOException | RuntimeException | LinkageError e) { // out of the payload's own code
            return new Payload(at, spec.method(), "It cannot be written as JSON: " + e.getMessage(), true, null,
                    spec.takesBatches(), event.fingerprint(), null);
        }
    }

    private @Nullable Object value(GuardedMethodSpec spec, @Nullable Object[] parameters) {
        TriedArguments known = arguments.computeIfAbsent(id(spec), id -> handlers.argumentsOf(spec)).orElse(null);
        return known == null ? payloadOf(parameters[0]) : known.payload(parameters, this::payloadOf);
    }

    private @Nullable Object payloadOf(@Nullable Object argument) {
        return messages == null ? argument : messages.payloadOf(argument);
    }

    private @Nullable String metadata(GuardedMethodSpec spec, ArrivedMessage message, EventIdentity event) {
        Map<String, @Nullable String> attributes = new LinkedHashMap<>();
        if (spec.namedByMessage()) {
            attributes.put("idempotency-key", event.key());
        }
        for (String name : TriedHandlers.attributes(spec)) {
            String value = name.startsWith("cloudEvent.") ? message.cloudEvent(name.substring("cloudEvent.".length()))
                    : switch (name) {
                        case "kafka.key" -> message.kafkaKey();
                        case "messageId" -> message.messageId();
                        default -> message.header(name);
                    };
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return attributes.isEmpty() ? null : mapper.valueToTree(attributes).toString();
    }

    private synchronized void keep(String storeKey, Payload payload) {
        characters += payload.size();
        OfKey known = keys.get(storeKey);
        if (known == null) {
            keys.put(storeKey, new OfKey(payload));
        } else {
            known.seen++;
            known.last.addFirst(payload);
            if (known.last.size() > LAST) {
                characters -= known.last.removeLast().size();
            }
        }
        Iterator<OfKey> eldest = keys.values().iterator();
        while (keys.size() > 1 && (keys.size() > KEYS || characters > MOST_CHARACTERS)) {
            characters -= eldest.next().size();
            eldest.remove();
        }
    }

    synchronized Payloads of(String storeKey) {
        OfKey known = keys.get(storeKey);
        if (known == null) {
            return new Payloads(storeKey, 0, null, List.of(), null, null);
        }
        Payload newest = known.last.peekFirst();
        return new Payloads(storeKey, known.seen, known.first, List.copyOf(known.last),
                newest == null ? null : JsonDifferences.of(known.first.json(), newest.json()),
                newest == null ? null : fingerprintDifferences(known.first, newest));
    }

    static @Nullable List<Difference> fingerprintDifferences(Payload before, Payload after) {
        return before.fingerprinted() == null || after.fingerprinted() == null ? null
                : JsonDifferences.of(before.fingerprinted(), after.fingerprinted());
    }
}
