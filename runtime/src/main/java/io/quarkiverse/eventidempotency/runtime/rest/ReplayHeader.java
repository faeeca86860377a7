package io.quarkiverse.eventidempotency.runtime.rest;

import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/**
 * Adds the replay header to the responses of one guarded method that are stored results. It is part of that method's handler
 * chain, between the creation of the response and its filters.
 */
public class ReplayHeader implements ServerRestHandler {

    static final String REPLAYED_BY = "io.quarkiverse.eventidempotency.replayed-by";

    private static final String NAME = "Idempotent-Replayed";

    private String methodId = "";

    public String getMethodId() {
        return methodId;
    }

    /** Called by the code that the build records. */
    public void setMethodId(String methodId) {
        this.methodId = methodId;
    }

    @Override
    public void handle(ResteasyReactiveRequestContext request) {
        if (methodId.equals(request.getProperty(REPLAYED_BY))) {
            request.getResponse().get().getHeaders().putSingle(NAME, "true");
        }
    }
}
