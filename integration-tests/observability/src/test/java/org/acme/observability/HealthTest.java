package org.acme.observability;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Readiness while a Redis is stopped and started again. */
@QuarkusTest
@TestProfile(MeteredApplication.class)
class HealthTest {

    @ConfigProperty(name = "quarkus.redis.hosts")
    String hosts;

    @Test
    void followsTheStoresConnection() {
        int port = Integer.parseInt(hosts.substring(hosts.lastIndexOf(':') + 1));
        String place = "Redis at 127.0.0.1:" + port;
        await().until(() -> readiness(200).equals("UP " + Map.of("records", place)));
        RestartableRedis.stop(port);
        try {
            await().untilAsserted(() -> assertThat(readiness(503)).startsWith("DOWN ").contains("records=" + place,
                    "reason=cannot connect to " + place, ": start the server there, or correct quarkus.redis.hosts"));
        } finally {
            RestartableRedis.start(port);
        }
        await().until(() -> readiness(200).equals("UP " + Map.of("records", place)));
        assertThat(when().get("/q/health/live").then().extract().asString()).doesNotContain("idempotency");
    }

    /** {@return status and data of the check; another text while all checks together have another status} */
    private static String readiness(int status) {
        var response = when().get("/q/health/ready").then().extract();
        if (response.statusCode() != status) {
            return response.asString();
        }
        String check = "checks.find { it.name == 'Event idempotency store health check' }.";
        return response.jsonPath().getString(check + "status") + " " + response.jsonPath().getMap(check + "data");
    }
}
