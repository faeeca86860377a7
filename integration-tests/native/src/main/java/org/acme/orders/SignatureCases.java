package org.acme.orders;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** A handler for each signature that other code calls, and one that reads its context. */
@Singleton
public class SignatureCases implements CaseGroup {

    @Inject
    Runs runs;
    @Inject
    Deliveries deliveries;

    @Override
    public Map<String, Callable<String>> cases() {
        return Map.ofEntries(
                deliveries.twice("signatures.uni", () -> uni("1")),
                deliveries.twice("signatures.stage", () -> stage("1")),
                deliveries.twice("signatures.plain", () -> plain("1")),
                deliveries.twice("signatures.primitive", () -> primitive("1")),
                deliveries.twice("signatures.void", () -> {
                    nothing("1");
                    return null;
                }),
                deliveries.inTurn("signatures.batch", () -> batch(List.of("a", "b", "a")), () -> batch(List.of("a", "b", "a"))),
                deliveries.twice("signatures.context", () -> context("1")));
    }

    @Idempotent(scope = "signatures.uni", key = "{id}")
    Uni<Receipt> uni(String id) {
        return Uni.createFrom().item(() -> new Receipt(id, runs.next("signatures.uni")));
    }

    @Idempotent(scope = "signatures.stage", key = "{id}")
    CompletionStage<Receipt> stage(String id) {
        return CompletableFuture.completedStage(new Receipt(id, runs.next("signatures.stage")));
    }

    @Idempotent(scope = "signatures.plain", key = "{id}")
    Receipt plain(String id) {
        return new Receipt(id, runs.next("signatures.plain"));
    }

    @Idempotent(scope = "signatures.primitive", key = "{id}")
    int primitive(String id) {
        return runs.next("signatures.primitive");
    }

    @Idempotent(scope = "signatures.void", key = "{id}")
    void nothing(String id) {
        runs.next("signatures.void");
    }

    @Idempotent(scope = "signatures.batch", key = "{ids[]}")
    Uni<List<Receipt>> batch(List<String> ids) {
        int run = runs.next("signatures.batch");
        return Uni.createFrom().item(ids.stream().map(id -> new Receipt(id, run)).toList());
    }

    @Idempotent(scope = "signatures.context", key = "{id}")
    Uni<String> context(String id) {
        runs.next("signatures.context");
        IdempotencyContext context = IdempotencyContext.current();
        if (context.fence() <= 0 || context.attempt() != 1 || !context.key().equals(id) || !context.isGuarded()) {
            throw new IllegalStateException("Wrong context: " + context);
        }
        return Uni.createFrom().item(context.downstreamKey("bank"));
    }
}
