package io.quarkiverse.eventidempotency.runtime.rest;

import java.util.Objects;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;

/**
 * Answers requests that fail with an {@link IdempotencyException}. A mapper of the application for the same exception, or for a
 * subclass, takes precedence.
 */
@Singleton
public class IdempotencyExceptionMapper implements ExceptionMapper<IdempotencyException> {

    private final boolean showsMessages;

    public IdempotencyExceptionMapper(EventIdempotencyConfig config) {
        this.showsMessages = PolicyResolver.logsKeys(config);
    }

    @Override
    public Response toResponse(IdempotencyException reason) {
        Problem problem = Problem.of(reason);
        String message = Objects.requireNonNullElse(reason.getMessage(), problem.detail());
        if (problem.isUnlogged(reason)) {
            RestLog.LOG.failed(message, reason.getCause());
        }
        // Messages name code and scopes besides the key.
        Response.ResponseBuilder response = Response.status(problem.status()).type(Problem.MEDIA_TYPE)
                .entity(problem.json(showsMessages ? message : problem.detail()));
        if (problem.retryAfterSeconds() > 0) {
            response.header(HttpHeaders.RETRY_AFTER, problem.retryAfterSeconds());
        }
        return response.build();
    }
}
