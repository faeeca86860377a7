package io.quarkiverse.eventidempotency.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.transaction.Transactional;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkus.arc.deployment.BuildExclusionsBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.smallrye.mutiny.Uni;

/** The errors in declarations of methods that keep their records in their own transactions, each by its message. */
class TransactionRulesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "lease    | lease of @Idempotent has no meaning with inTransaction = true",
            "crash    | afterCrash of @Idempotent has no meaning with inTransaction = true: a crash is a rollback",
            "attempts | maxAttempts of @Idempotent has no meaning with inTransaction = true",
            "terminal | terminalOn of @Idempotent has no meaning with inTransaction = true: a failure leaves no record",
            "stage    | CompletionStage, which no transaction waits for: return the result itself in a @Transactional method",
            "batch    | inTransaction = true of @Idempotent guards one event in one transaction",
            "message  | acknowledge before its transaction commits: take the payload",
            "uniLease    | lease of @Idempotent has no meaning with inTransaction = true",
            "uniCrash    | afterCrash of @Idempotent has no meaning with inTransaction = true: a crash is a rollback",
            "uniAttempts | maxAttempts of @Idempotent has no meaning with inTransaction = true",
            "uniTerminal | terminalOn of @Idempotent has no meaning with inTransaction = true: a failure leaves no record",
            "uniBatch    | inTransaction = true of @Idempotent guards one event in one transaction",
            "uniMessage  | acknowledge before its transaction commits: take the payload"
    })
    void failsBuild(String method, String problem) throws IOException {
        assertThat(problems(method)).singleElement().asString().contains(problem);
    }

    @Test
    void acceptsTheOtherAttributes() throws IOException {
        assertThat(problems("plain")).isEmpty();
        assertThat(problems("uni")).isEmpty();
    }

    @Test
    void refusesOtherDatabasesThanThoseWithStatementsOfTheirOwn() {
        assertThat(TransactionChecks.reactiveProblem("shop", Map.of("shop", "mssql")))
                .isEqualTo("its database is mssql: keep the record in the store, or use one of mariadb, mysql, postgresql");
        assertThat(TransactionChecks.reactiveProblem("shop", Map.of("shop", "postgresql"))).isNull();
    }

    private static List<String> problems(String method) throws IOException {
        Index index = Index.of(Handlers.class, Idempotent.class);
        return new GuardedMethodsProcessor().collect(new CombinedIndexBuildItem(index, index),
                new BuildExclusionsBuildItem(Set.of(), Set.of(), Set.of()), List.of()).methods().stream()
                .filter(m -> m.method().name().equals(method)).findFirst().orElseThrow().problems();
    }

    static class Handlers {

        @Transactional
        @Idempotent(key = "{id}", inTransaction = true, ttl = "1H", waitTimeout = "1S", onDuplicate = OnDuplicate.FAIL, onInFlight = OnInFlight.FAIL, fingerprint = Idempotent.PAYLOAD)
        String plain(String id) {
            return id;
        }

        @Idempotent(key = "{id}", inTransaction = true, lease = "10S")
        void lease(String id) {
        }

        @Idempotent(key = "{id}", inTransaction = true, afterCrash = AfterCrash.QUARANTINE)
        void crash(String id) {
        }

        @Idempotent(key = "{id}", inTransaction = true, maxAttempts = 3)
        void attempts(String id) {
        }

        @Idempotent(key = "{id}", inTransaction = true, terminalOn = IllegalStateException.class)
        void terminal(String id) {
        }

        @Idempotent(key = "{id}", inTransaction = true)
        Uni<String> uni(String id) {
            return Uni.createFrom().item(id);
        }

        @Idempotent(key = "{id}", inTransaction = true)
        CompletionStage<String> stage(String id) {
            return CompletableFuture.completedFuture(id);
        }

        @Idempotent(key = "{ids[].empty}", inTransaction = true)
        void batch(List<String> ids) {
        }

        @Incoming("orders")
        @Transactional
        @Idempotent(key = "{message.payload}", inTransaction = true)
        void message(Message<String> message) {
        }

        @Idempotent(key = "{id}", inTransaction = true, lease = "10S")
        Uni<Void> uniLease(String id) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{id}", inTransaction = true, afterCrash = AfterCrash.QUARANTINE)
        Uni<Void> uniCrash(String id) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{id}", inTransaction = true, maxAttempts = 3)
        Uni<Void> uniAttempts(String id) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{id}", inTransaction = true, terminalOn = IllegalStateException.class)
        Uni<Void> uniTerminal(String id) {
            return Uni.createFrom().voidItem();
        }

        @Idempotent(key = "{ids[].empty}", inTransaction = true)
        Uni<Void> uniBatch(List<String> ids) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("orders")
        @Idempotent(key = "{message.payload}", inTransaction = true)
        Uni<Void> uniMessage(Message<String> message) {
            return Uni.createFrom().voidItem();
        }
    }
}
