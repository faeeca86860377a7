package io.quarkiverse.eventidempotency.runtime.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.ForeignRecordException;
import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.IdempotencyKeyReusedException;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.NestedClaimException;
import io.quarkiverse.eventidempotency.ReplayedFailureException;
import io.quarkiverse.eventidempotency.ResultUnavailableException;
import io.quarkiverse.eventidempotency.StoreUnavailableException;

class ProblemTest {

    private static final String SCOPE = "orders";
    private static final String KEY = "ada:4711";

    private static Stream<Arguments> problems() {
        return Stream.of(
                problem(new MissingIdempotencyKeyException("m", SCOPE, null), 400, "missing-key", 0),
                problem(inFlight(Duration.ofSeconds(7)), 409, "in-flight-rejected", 7),
                problem(new EventQuarantinedException("m", SCOPE, KEY), 409, "quarantined", 0),
                problem(new AttemptsExhaustedException("m", SCOPE, KEY), 409, "attempts-exhausted", 0),
                problem(new ReplayedFailureException("m", SCOPE, KEY, "t", KEY), 409, "failure-replayed", 0),
                problem(new IdempotencyKeyReusedException("m", SCOPE, KEY), 422, "key-reused", 0),
                problem(new StoreUnavailableException("m", SCOPE, KEY, null), 503, "store-unavailable", 5),
                problem(new CompletionNotStoredException("m", SCOPE, KEY, null), 500, "not-stored", 0),
                problem(new ResultUnavailableException("m", SCOPE, KEY, null), 500, "result-unavailable", 0),
                problem(new ForeignRecordException("m", SCOPE, KEY), 500, "foreign-record", 0),
                problem(new NestedClaimException("m", SCOPE, KEY), 500, "nested", 0));
    }

    private static Arguments problem(IdempotencyException reason, int status, String outcome, long retryAfterSeconds) {
        return Arguments.of(reason, status, outcome, retryAfterSeconds);
    }

    private static EventInFlightException inFlight(Duration remainingLease) {
        return new EventInFlightException("m", SCOPE, KEY, remainingLease);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void answersEachException(IdempotencyException reason, int status, String outcome, long retryAfterSeconds)
            throws Exception {
        Problem problem = Problem.of(reason);
        JsonNode body = new ObjectMapper().readTree(problem.json(problem.detail()));

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.retryAfterSeconds()).isEqualTo(retryAfterSeconds);
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("outcome").asText()).isEqualTo(outcome);
        assertThat(body.path("detail").asText()).isNotBlank().doesNotContain(KEY, SCOPE);
    }

    @ParameterizedTest
    @CsvSource({ "0, 1", "1, 1", "1000, 1", "1001, 2", "19999, 20" })
    void roundsRemainingLeaseUpToSeconds(long leaseMillis, long seconds) {
        assertThat(Problem.of(inFlight(Duration.ofMillis(leaseMillis))).retryAfterSeconds()).isEqualTo(seconds);
    }

    @Test
    void escapesDetail() throws Exception {
        String detail = new ObjectMapper().readTree(Problem.of(inFlight(Duration.ZERO)).json("a \"b\"\n\\c")).path("detail")
                .textValue();

        assertThat(detail).isEqualTo("a \"b\"\n\\c");
    }
}
