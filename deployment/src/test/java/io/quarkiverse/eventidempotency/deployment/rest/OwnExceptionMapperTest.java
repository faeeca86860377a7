package io.quarkiverse.eventidempotency.deployment.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkus.test.QuarkusUnitTest;

/** A mapper of the application takes precedence over that of the extension. */
class OwnExceptionMapperTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(KeyedResource.class, Own.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @Test
    void ownMapperAnswers() {
        given().post("/orders").then().statusCode(418).body(equalTo("own"));
    }

    /** For the very exception that the mapper of the extension is for. */
    @Provider
    public static class Own implements ExceptionMapper<IdempotencyException> {

        @Override
        public Response toResponse(IdempotencyException reason) {
            return Response.status(418).entity("own").build();
        }
    }
}
