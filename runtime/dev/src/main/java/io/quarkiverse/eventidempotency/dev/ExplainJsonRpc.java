package io.quarkiverse.eventidempotency.dev;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.dev.SeenPayloads.Payload;
import io.quarkiverse.eventidempotency.dev.SeenPayloads.Payloads;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;
import io.quarkiverse.eventidempotency.runtime.guard.EventReader;
import io.quarkiverse.eventidempotency.runtime.guard.EventReader.KeyPart;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ClientProxy;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.arc.ManagedContext;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.impl.ContextInternal;

/**
 * Explains what a payload would be to a handler, and shows the payloads that were seen of a key. Nothing is delivered, and
 * nothing is written to the store.
 */
@Singleton
public class ExplainJsonRpc {

    private final TriedHandlers handlers;
    private final SeenPayloads seen;
    private final ObjectMapper mapper;
    private final TriedContexts contexts;
    private final @Nullable TriedMessages messages;
    private final Instance<IdempotencyRecords> records;
    private final RecordRows rows;

    ExplainJsonRpc(TriedHandlers handlers, SeenPayloads seen, ObjectMapper mapper, TriedContexts contexts,
            Instance<TriedMessages> messages, Instance<IdempotencyRecords> records, RecordRows rows) {
        this.handlers = handlers;
        this.seen = seen;
        this.mapper = mapper;
        this.contexts = contexts;
        this.messages = messages.isResolvable() ? messages.get() : null;
        this.records = records;
        this.rows = rows;
    }

    /**
     * An event as the guard reads it.
     *
     * @param decided what a delivery gets, where the record does not matter; else {@code null}
     */
    private record ReadEvent(EventIdentity event, List<KeyPart> parts, @Nullable String storeKey, @Nullable Payload payload,
            @Nullable Forecast decided) {
    }

    private record ReadPayload(Forecasts forecasts, List<ReadEvent> events, int size) {
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Explains the key of a payload without delivering it: the parts of the key, the key of the record in the "
            + "store, the record that stands there, and what a delivery would get now; for each event of a batch, the first 20 "
            + "of them. handler: the id of the handler, as handlersToTry returns it; payload: the payload as JSON, as tryHandler "
            + "takes it (optional where the handler has no arguments); metadata: for a message consumer, a JSON object with "
            + "headers by name, kafka.key, messageId, cloudEvent.id and so on (optional)")
    public Uni<Explanation> explain(String handler, String payload, String metadata) {
        return Refusal.asked(() -> {
            TriedHandler tried = handlers.named(RecordsJsonRpc.needed("handler", handler));
            Map<String, String> told = handlers.told(tried.spec(), metadata);
            @Nullable
            Object[] values = tried.arguments().read(payload == null ? "" : payload);
            ReadPayload read = contexts.call(context -> read(tried, values, told, context));
            return Multi.createFrom().iterable(read.events())
                    .onItem().transformToUniAndConcatenate(event -> explained(event, read.forecasts())).collect().asList()
                    .map(events -> new Explanation(tried.spec().method(), tried.spec().scopeName(), tried.spec().keySource(),
                            tried.spec().takesBatches(), events, read.size()));
        });
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Shows the payloads that deliveries of a key brought since the application started: the first, the last "
            + "three, and what differs between the first and the newest. storeKey: the key of the record in the store, as "
            + "recordsPage returns it")
    public Payloads payloads(String storeKey) {
        return seen.of(RecordsJsonRpc.needed("storeKey", storeKey));
    }

    /** Makes the bean, since its guard reads the payload. */
    private ReadPayload read(TriedHandler tried, @Nullable Object[] values, Map<String, String> told,
            ContextInternal context) {
        ManagedContext requests = Arc.container().requestContext();
        requests.activate();
        InstanceHandle<?> instance = null;
        try {
            instance = Arc.container().instance(tried.bean());
            ClientProxy.unwrap(instance.get());
            EventReader reader = seen.reader(tried.spec());
            if (reader == null) {
                throw new Refusal("The method of its bean is not guarded: " + tried.spec().method());
            }
            TriedMessages source = messages;
            Object message = source == null || tried.spec().channels().isEmpty() ? null
                    : source.arrive(values.length == 0 ? null : values[0], told, context, tried.spec().channels(),
                            reason -> {
                            });
            return read(reader, tried.arguments().with(values, message, source));
        } finally {
            if (instance != null && tried.bean().getScope() == Dependent.class) {
                instance.destroy();
            }
            requests.terminate();
        }
    }

    private ReadPayload read(EventReader reader, @Nullable Object[] parameters) {
        Forecasts forecasts = Forecasts.of(reader);
        ArrivedMessage message = reader.message(parameters);
        Forecast unguarded = forecasts.unguarded(reader.bypasses(message));
        List<Object[]> events = reader.events(parameters);
        List<ReadEvent> read = new ArrayList<>();
        Map<String, Integer> elements = new HashMap<>();
        for (int i = 0; i < Math.min(events.size(), Explanation.MOST_EVENTS); i++) {
            ReadEvent event = read(reader, forecasts, events.get(i),
                    reader.spec().takesBatches() ? message.element(i) : message, unguarded);
            Integer earlier = event.storeKey() == null ? null : elements.putIfAbsent(event.storeKey(), i + 1);
            read.add(earlier == null || event.decided() != null ? event
                    : new ReadEvent(event.event(), event.parts(), event.storeKey(), event.payload(),
                            forecasts.repeated(earlier)));
        }
        return new ReadPayload(forecasts, read, events.size());
    }

    private ReadEvent read(EventReader reader, Forecasts forecasts, Object[] parameters, ArrivedMessage message,
            @Nullable Forecast unguarded) {
        EventIdentity event;
        List<KeyPart> parts;
        try {
            event = reader.identity(parameters, message);
            parts = reader.parts(parameters, message, event.key());
        } catch (Throwable e) { // a getter may throw what it likes
            return new ReadEvent(new EventIdentity(null, null, null), List.of(), null, null,
                    unguarded == null ? forecasts.keyFailed(e) : unguarded);
        }
        if (event.key() == null || event.key().isEmpty()) {
            return new ReadEvent(event, parts, null, null, unguarded == null ? forecasts.withoutKey(event) : unguarded);
        }
        return new ReadEvent(event, parts, SeenPayloads.storeKey(reader, event.key()),
                seen.payload(reader, parameters, message, event), unguarded);
    }

    private Uni<Explanation.Event> explained(ReadEvent read, Forecasts forecasts) {
        String storeKey = read.storeKey();
        Forecast decided = read.decided();
        if (storeKey == null) {
            return Uni.createFrom().item(event(read, null, Optional.empty(), Objects.requireNonNull(decided)));
        }
        return records.get().findAt(storeKey)
                .map(found -> event(read, storeKey, found, decided == null ? forecasts.of(found, read.event()) : decided))
                .onFailure(StoreUnavailableException.class).recoverWithItem(failure -> event(read, storeKey, Optional.empty(),
                        decided == null ? forecasts.withoutStore(failure) : decided));
    }

    private Explanation.Event event(ReadEvent read, @Nullable String storeKey, Optional<FoundRecord> found,
            Forecast forecast) {
        EventIdentity event = read.event();
        Payload now = read.payload();
        Payload first = storeKey == null ? null : seen.of(storeKey).first();
        IdempotencyRecord record = found.map(FoundRecord::record).orElse(null);
        return new Explanation.Event(read.parts(), event.key(),
                storeKey != null && event.key() != null && !storeKey.endsWith(event.key()), storeKey, event.eventId(),
                event.eventType(), event.ttlMillis() == 0 ? null : event.ttlMillis(), event.fingerprint(),
                now == null ? null : now.fingerprinted(),
                found.map(rows::row).orElse(null), record == null ? null : record.fingerprint(),
                forecast, first, first == null || now == null ? null : JsonDifferences.of(first.json(), now.json()),
                first == null || now == null ? null : SeenPayloads.fingerprintDifferences(first, now));
    }
}
