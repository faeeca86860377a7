package org.acme.orders;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.standalone.StandaloneIdempotency;
import io.smallrye.mutiny.Uni;

/** Deliveries that code guards by itself. */
@Singleton
public class CodeCases implements CaseGroup {

    private final StandaloneIdempotency inMemory = StandaloneIdempotency.inMemory().build();

    @Inject
    Runs runs;
    @Inject
    Deliveries deliveries;
    @Inject
    EventIdempotency idempotency;

    @Override
    public Map<String, Callable<String>> cases() {
        return Map.ofEntries(
                deliveries.twice("code.run", () -> scope("code.run").run("1", () -> run("code.run"))),
                deliveries.twice("code.run-blocking", () -> scope("code.run-blocking").runBlocking("1",
                        () -> new Receipt("1", runs.next("code.run-blocking")))),
                deliveries.twice("code.run-all", () -> scope("code.run-all").runAll(List.of("a", "b"), id -> id,
                        ids -> run("code.run-all").map(receipt -> ids.stream().map(id -> receipt).toList()))),
                deliveries.twice("code.process", () -> scope("code.process").process("1",
                        event -> event.isDuplicate() ? Uni.createFrom().item(event.cachedResult()) : run("code.process"))),
                deliveries.twice("code.claim", () -> scope("code.claim").claim("1").chain(this::settle)),
                deliveries.twice("code.standalone", this::standalone));
    }

    private IdempotencyScope<Receipt> scope(String name) {
        return idempotency.scope(name, Receipt.class);
    }

    private Uni<Receipt> run(String name) {
        return Uni.createFrom().item(() -> new Receipt("1", runs.next(name)));
    }

    private Uni<Receipt> settle(Claim<Receipt> claim) {
        if (claim instanceof Claim.Acquired<Receipt> acquired) {
            return run("code.claim").call(acquired::complete);
        }
        return Uni.createFrom().item(((Claim.Duplicate<Receipt>) claim).cachedResult());
    }

    private Receipt standalone() throws Exception {
        return inMemory.scope("code.standalone", Receipt.class).runBlocking("1",
                () -> new Receipt("1", runs.next("code.standalone")));
    }

    @PreDestroy
    void close() {
        inMemory.close();
    }
}
