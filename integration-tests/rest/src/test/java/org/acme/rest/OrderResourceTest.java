package org.acme.rest;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
@WithTestResource(value = TestRedis.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class OrderResourceTest {

    private static final Order ORDER = new Order("o-1", 5);
    private static final String REPLAYED = "Idempotent-Replayed";

    final String key = UUID.randomUUID().toString();

    TestRedis redis;

    private Response post(String path, Order order) {
        return given().contentType("application/json").header("Idempotency-Key", key).header("X-User", "ada").body(order)
                .post(path);
    }

    private Response post(String path) {
        return post("/orders/" + path, ORDER);
    }

    private ValidatableResponse problem(Response response, int status, String outcome) {
        return response.then().statusCode(status).contentType("application/problem+json").header(REPLAYED, nullValue())
                .body("status", is(status)).body("outcome", is(outcome)).body("detail", not(emptyString()))
                .body(not(containsString(key)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "uni", "stage", "plain", "worker", "interface", "waiting" })
    void marksReplayedResults(String shape) {
        when().post("/gates/" + key).then().statusCode(204);
        Receipt first = post(shape).then().statusCode(shape.equals("uni") ? 201 : 200).header(REPLAYED, nullValue())
                .extract().as(Receipt.class);

        Receipt second = post(shape).then().statusCode(shape.equals("uni") ? 201 : 200).header(REPLAYED, "true")
                .extract().as(Receipt.class);

        assertEquals(first, second);
    }

    @Test
    void marksReplayOfMethodWithoutResult() {
        post("nothing").then().statusCode(204).header(REPLAYED, nullValue());
        post("nothing").then().statusCode(204).header(REPLAYED, "true");
    }

    @Test
    void marksNoSkippedDuplicate() {
        post("skipping").then().statusCode(200).header(REPLAYED, nullValue());
        post("skipping").then().statusCode(204).header(REPLAYED, nullValue());
    }

    @Test
    void marksOnlyResponsesOfGuardedMethod() {
        Receipt first = post("/callers/unguarded", ORDER).then().extract().as(Receipt.class);
        post("/callers/unguarded", ORDER).then().statusCode(200).header(REPLAYED, nullValue())
                .body("run", is(first.run()));

        // Its own first run, although the method that it calls has a stored result.
        post("/callers/guarded", ORDER).then().statusCode(400);
        given().contentType("application/json").header("Idempotency-Key", key).header("X-Call", "1").body(ORDER)
                .post("/callers/guarded").then().statusCode(200).header(REPLAYED, nullValue()).body("run", is(first.run()));
        given().contentType("application/json").header("Idempotency-Key", key).header("X-Call", "1").body(ORDER)
                .post("/callers/guarded").then().statusCode(200).header(REPLAYED, "true");
    }

    @Test
    void rejectsMissingKey() {
        problem(given().contentType("application/json").body(ORDER).post("/orders/uni"), 400, "missing-key")
                .header("Retry-After", nullValue());
    }

    @Test
    void rejectsReusedKey() {
        post("uni").then().statusCode(201);
        problem(post("/orders/uni", new Order("o-2", 5)), 422, "key-reused").header("Retry-After", nullValue());
    }

    @Test
    void rejectsDuplicate() {
        post("once").then().statusCode(200);
        problem(post("once"), 409, "duplicate-rejected").header("Retry-After", nullValue());
    }

    @Test
    void rejectsRequestInFlight() {
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(() -> post("gated"));
        when().get("/gates/" + key).then().statusCode(204);

        problem(post("gated"), 409, "in-flight-rejected").header("Retry-After", Integer::valueOf,
                both(greaterThanOrEqualTo(1)).and(lessThanOrEqualTo(20)));

        when().post("/gates/" + key).then().statusCode(204);
        first.join().then().statusCode(200).header(REPLAYED, nullValue());
        post("gated").then().statusCode(200).header(REPLAYED, "true");
    }

    @Test
    void marksReplayToRequestThatWaited() {
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(() -> post("waiting"));
        when().get("/gates/" + key).then().statusCode(204);
        CompletableFuture<Response> second = CompletableFuture.supplyAsync(() -> post("waiting"));

        when().post("/gates/" + key).then().statusCode(204);

        int run = first.join().then().header(REPLAYED, nullValue()).extract().path("run");
        second.join().then().statusCode(200).header(REPLAYED, "true").body("run", is(run));
    }

    @Test
    void reportsUnavailableResult() {
        post("large").then().statusCode(200);
        problem(post("large"), 500, "result-unavailable").header("Retry-After", nullValue());
    }

    @Test
    void leavesExceptionsToMappersOfApplication() {
        post("declined").then().statusCode(402).body(equalTo("declined"));
        post("declined").then().statusCode(402).body(equalTo("declined before")).header(REPLAYED, nullValue());
    }

    @Test
    void reportsUnavailableStore() {
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(() -> post("gated"));
        when().get("/gates/" + key).then().statusCode(204);
        redis.stop();
        try {
            problem(post("uni"), 503, "store-unavailable").header("Retry-After", "5");

            // It runs, and its completion cannot be stored.
            when().post("/gates/" + key).then().statusCode(204);
            problem(first.join(), 500, "not-stored").header("Retry-After", nullValue());
        } finally {
            redis.run();
        }
        await().untilAsserted(() -> post("uni").then().statusCode(201));
    }
}
