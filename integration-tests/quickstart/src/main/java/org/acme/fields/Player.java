package org.acme.fields;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.acme.fields.DeliveryReport.Happened;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** Delivers events one by one in this process, and finds out what happened to each. */
@ApplicationScoped
public class Player {

    @Inject
    Journal journal;

    @Inject
    Records records;

    /**
     * Delivers an event and waits for what becomes of it.
     *
     * @param number the delivery's line in the file of events
     * @param channel where it is sent
     */
    DeliveryReport deliver(int number, EventEnvelope<Field> event,
            Function<EventEnvelope<Field>, CompletionStage<FieldCreated>> channel) throws JsonProcessingException {
        JsonNode before = records.read(event);
        long start = System.nanoTime();
        FieldCreated result = null;
        Happened happened;
        String detail = "";
        try {
            result = channel.apply(event).toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
            happened = succeeded(event, before, start);
        } catch (RuntimeException e) {
            happened = Happened.FAILED;
            detail = String.valueOf(e.getCause() == null ? e : e.getCause());
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        JsonNode record = records.read(event);
        int attempt = record.path("attempt").asInt(record.isMissingNode() ? 0 : 1);
        return new DeliveryReport(number, event, ProcessHandle.current().pid(), happened, detail, attempt, Math.max(1, millis),
                result);
    }

    private Happened succeeded(EventEnvelope<Field> event, JsonNode before, long start) {
        if (journal.began(event) != null) {
            return switch (before.path("status").asText()) {
                case "failed" -> Happened.RAN_AGAIN;
                case "processing" -> Happened.TOOK_OVER;
                default -> Happened.RAN;
            };
        }
        // Created after this delivery had begun, and not by it: it was in flight elsewhere, and this one waited.
        return journal.createdAfter(event.payload().fieldId(), start) ? Happened.WAITED : Happened.REPLAYED;
    }
}
