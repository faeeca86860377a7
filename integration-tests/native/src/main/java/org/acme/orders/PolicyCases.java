package org.acme.orders;

import java.util.Map;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.smallrye.mutiny.Uni;

/** A handler for each value of each attribute. */
@Singleton
public class PolicyCases implements CaseGroup {

    @Inject
    Runs runs;
    @Inject
    Gate gate;
    @Inject
    Deliveries deliveries;

    @Override
    public Map<String, Callable<String>> cases() {
        return Map.ofEntries(
                deliveries.twice("policies.replay", () -> replay("1")),
                deliveries.twice("policies.skip", () -> skip("1")),
                deliveries.twice("policies.fail", () -> fail("1")),
                deliveries.twice("policies.cached-result", () -> failWithResult("1").onFailure(DuplicateEventException.class)
                        .recoverWithItem(failure -> ((DuplicateEventException) failure).cachedResult(Receipt.class))),
                deliveries.waiting("policies.wait", () -> whileInFlightWait("1")),
                deliveries.whileInFlight("policies.wait-timeout", () -> waitTimeout("1")),
                deliveries.whileInFlight("policies.in-flight-fail", () -> whileInFlightFail("1")),
                deliveries.whileInFlight("policies.in-flight-skip", () -> whileInFlightSkip("1")),
                deliveries.twice("policies.missing-key-fail", () -> missingKeyFails(null)),
                deliveries.twice("policies.missing-key-proceed", () -> missingKeyProceeds(null)),
                deliveries.twice("policies.retry", () -> retry("1")),
                deliveries.twice("policies.terminal", () -> terminal("1")),
                deliveries.twice("policies.crash-rerun", () -> rerun("1")),
                deliveries.twice("policies.crash-quarantine", () -> quarantine("1")),
                deliveries.twice("policies.max-attempts", () -> maxAttempts("1")),
                deliveries.inTurn("policies.fingerprint", () -> fingerprint(new Payment("1", 5)),
                        () -> fingerprint(new Payment("1", 6))),
                deliveries.twice("policies.fingerprint-payload", () -> fingerprintOfPayload(new Payment("1", 5))),
                deliveries.twice("policies.no-result", () -> {
                    withoutResult("1");
                    return null;
                }),
                deliveries.twice("policies.ttl", () -> ttl("1")),
                deliveries.twice("policies.configured", () -> configured("1")),
                deliveries.twice("policies.near-cache", () -> nearCache("1")));
    }

    private Uni<Receipt> run(String name) {
        return Uni.createFrom().item(() -> new Receipt(name, runs.next(name)));
    }

    private Uni<Receipt> runBehindGate(String name) {
        return run(name).call(gate::pass);
    }

    private Uni<Receipt> runAndFail(String name) {
        return run(name).onItem().failWith(() -> new DeclinedException("declined"));
    }

    @Idempotent(scope = "policies.replay", key = "{id}", onDuplicate = OnDuplicate.REPLAY)
    Uni<Receipt> replay(String id) {
        return run("policies.replay");
    }

    @Idempotent(scope = "policies.skip", key = "{id}", onDuplicate = OnDuplicate.SKIP)
    Uni<Receipt> skip(String id) {
        return run("policies.skip");
    }

    @Idempotent(scope = "policies.fail", key = "{id}", onDuplicate = OnDuplicate.FAIL)
    Uni<Receipt> fail(String id) {
        return run("policies.fail");
    }

    @Idempotent(scope = "policies.cached-result", key = "{id}", onDuplicate = OnDuplicate.FAIL)
    Uni<Receipt> failWithResult(String id) {
        return run("policies.cached-result");
    }

    @Idempotent(scope = "policies.wait", key = "{id}", onInFlight = OnInFlight.WAIT)
    Uni<Receipt> whileInFlightWait(String id) {
        return runBehindGate("policies.wait");
    }

    @Idempotent(scope = "policies.wait-timeout", key = "{id}", waitTimeout = "10MS")
    Uni<Receipt> waitTimeout(String id) {
        return runBehindGate("policies.wait-timeout");
    }

    @Idempotent(scope = "policies.in-flight-fail", key = "{id}", onInFlight = OnInFlight.FAIL, lease = "5S")
    Uni<Receipt> whileInFlightFail(String id) {
        return runBehindGate("policies.in-flight-fail");
    }

    @Idempotent(scope = "policies.in-flight-skip", key = "{id}", onInFlight = OnInFlight.SKIP)
    Uni<Receipt> whileInFlightSkip(String id) {
        return runBehindGate("policies.in-flight-skip");
    }

    @Idempotent(scope = "policies.missing-key-fail", key = "{id}", onMissingKey = OnMissingKey.FAIL)
    Uni<Receipt> missingKeyFails(String id) {
        return run("policies.missing-key-fail");
    }

    @Idempotent(scope = "policies.missing-key-proceed", key = "{id}", onMissingKey = OnMissingKey.PROCEED)
    Uni<Receipt> missingKeyProceeds(String id) {
        return run("policies.missing-key-proceed");
    }

    @Idempotent(scope = "policies.retry", key = "{id}")
    Uni<Receipt> retry(String id) {
        return runs.of("policies.retry") == 0 ? runAndFail("policies.retry") : run("policies.retry");
    }

    @Idempotent(scope = "policies.terminal", key = "{id}", terminalOn = DeclinedException.class)
    Uni<Receipt> terminal(String id) {
        return runAndFail("policies.terminal");
    }

    @Idempotent(scope = "policies.crash-rerun", key = "{id}", afterCrash = AfterCrash.RERUN)
    Uni<Receipt> rerun(String id) {
        return run("policies.crash-rerun");
    }

    @Idempotent(scope = "policies.crash-quarantine", key = "{id}", afterCrash = AfterCrash.QUARANTINE)
    Uni<Receipt> quarantine(String id) {
        return run("policies.crash-quarantine");
    }

    @Idempotent(scope = "policies.max-attempts", key = "{id}", maxAttempts = 1)
    Uni<Receipt> maxAttempts(String id) {
        return runAndFail("policies.max-attempts");
    }

    @Idempotent(scope = "policies.fingerprint", key = "{payment.id}", fingerprint = "{payment.amount}")
    Uni<Receipt> fingerprint(Payment payment) {
        return run("policies.fingerprint");
    }

    @Idempotent(scope = "policies.fingerprint-payload", key = "{payment.id}", fingerprint = Idempotent.PAYLOAD)
    Uni<Receipt> fingerprintOfPayload(Payment payment) {
        return run("policies.fingerprint-payload");
    }

    @Idempotent(scope = "policies.no-result", key = "{id}", storeResult = false)
    void withoutResult(String id) {
        runs.next("policies.no-result");
    }

    @Idempotent(scope = "policies.ttl", key = "{id}", ttl = "1H")
    Uni<Receipt> ttl(String id) {
        return run("policies.ttl");
    }

    /** Its policy is in the configuration that is read at start. */
    @Idempotent(scope = "policies.configured", key = "{id}")
    Uni<Receipt> configured(String id) {
        return run("policies.configured");
    }

    /** Its cache is in the configuration that is read at start. */
    @Idempotent(scope = "policies.near-cache", key = "{id}")
    Uni<Receipt> nearCache(String id) {
        return run("policies.near-cache");
    }

    /** The payload of the cases with fingerprints. */
    public record Payment(String id, int amount) {
    }

    /** The failure of a body. */
    public static class DeclinedException extends RuntimeException {

        DeclinedException(String message) {
            super(message);
        }
    }
}
