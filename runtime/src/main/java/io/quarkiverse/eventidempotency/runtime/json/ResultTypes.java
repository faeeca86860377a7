package io.quarkiverse.eventidempotency.runtime.json;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Teaches the mapper of results types that it cannot read back by itself. Its beans are found. */
public interface ResultTypes {

    /** @param mapper a copy of the application's, for results alone */
    void teach(ObjectMapper mapper);
}
