package org.acme.observability;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@QuarkusTestResource(RedisResource.class)
class MetricsTest {

    @Test
    void countsFreshDelivery() {
        given().contentType("application/json").body(new Order("1", 5)).post("/orders/pay").then().body("run", is(1));
        when().get("/q/metrics").then()
                .body(containsString("event_idempotency_deliveries_total{outcome=\"completed\",scope=\"orders.pay\"} 1.0"));
    }
}
