package io.quarkiverse.eventidempotency.deployment.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** Where messages name keys, so do responses. */
class LoggedKeysTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(KeyedResource.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.event-idempotency.log-keys", "true");

    @Test
    void responseNamesKey() {
        given().header("Idempotency-Key", "k-4711").post("/orders").then().statusCode(204);
        given().header("Idempotency-Key", "k-4711").post("/orders").then().statusCode(409)
                .body("detail", containsString("k-4711"));
    }
}
