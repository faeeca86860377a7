package io.quarkiverse.eventidempotency.deployment.rest;

import static io.restassured.RestAssured.given;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** The mapper of the extension can be switched off. */
class NoExceptionMapperTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(KeyedResource.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.event-idempotency.rest.exception-mapper", "false");

    @Test
    void exceptionIsNotMapped() {
        given().post("/orders").then().statusCode(500);
    }
}
