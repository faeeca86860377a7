package org.acme.fields;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** The file of events that the main job plays: one delivery a line, redeliveries among them. */
@ApplicationScoped
public class EventFile {

    private static final String NAME = "field-events.jsonl";

    @Inject
    EnvelopeReader envelopes;

    /** {@return one event for each line; each time other instances, as a broker delivers them} */
    List<EventEnvelope<Field>> read() throws IOException {
        List<EventEnvelope<Field>> events = new ArrayList<>();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(loader.getResourceAsStream(NAME), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(envelopes.read(line));
            }
        }
        return events;
    }
}
