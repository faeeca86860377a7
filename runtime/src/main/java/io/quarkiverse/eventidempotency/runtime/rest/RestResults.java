package io.quarkiverse.eventidempotency.runtime.rest;

import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkus.arc.Arc;

/** The results of a resource method. It notes on a request that its response is a stored result. */
public final class RestResults implements ResultMapping<@Nullable Object> {

    private final ResultMapping<@Nullable Object> results;
    private final String methodId;

    /** @param methodId the id of the guarded method, which other guarded methods that serve the same request do not have */
    public RestResults(ResultMapping<@Nullable Object> results, String methodId) {
        this.results = results;
        this.methodId = methodId;
    }

    @Override
    public String encode(@Nullable Object result) throws Exception {
        return results.encode(result);
    }

    @Override
    public @Nullable Object decode(String json) throws Exception {
        return results.decode(json);
    }

    @Override
    public @Nullable String difference(@Nullable Object result, String json) throws Exception {
        return results.difference(result, json);
    }

    @Override
    public @Nullable Object empty() {
        return results.empty();
    }

    /** Outside of a request, as in a call by a scheduled job, there is no response. */
    @Override
    public void replayed() {
        if (Arc.container().requestContext().isActive()) {
            ResteasyReactiveRequestContext request = CurrentRequestManager.get();
            if (request != null) {
                request.setProperty(ReplayHeader.REPLAYED_BY, methodId);
            }
        }
    }
}
