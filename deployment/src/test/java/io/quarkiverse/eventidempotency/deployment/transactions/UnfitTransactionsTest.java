package io.quarkiverse.eventidempotency.deployment.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.builder.Version;
import io.quarkus.maven.dependency.Dependency;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.common.annotation.Blocking;

/** Methods whose record can be part of no transaction: all of them are reported. */
class UnfitTransactionsTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, OnClass.class, ByStereotype.class, Suspended.class,
                    Atomic.class))
            .setForcedDependencies(List.of(Dependency.of("io.quarkus", "quarkus-agroal-deployment", Version.getVersion()),
                    Dependency.of("io.quarkus", "quarkus-jdbc-h2-deployment", Version.getVersion())))
            .overrideConfigKey("quarkus.event-idempotency.store", "none")
            .overrideConfigKey("quarkus.event-idempotency.database.scope-datasource.elsewhere", "absent")
            .assertException(e -> assertThat(e).hasMessageContainingAll(
                    "Found 6 deployment problems",
                    "nothing begins one before this method is called: annotate it with @Transactional [method: "
                            + Handlers.class.getName() + "#consume(java.lang.String)]",
                    "@Transactional(NEVER) runs this method without one: use REQUIRED or REQUIRES_NEW [method: "
                            + Handlers.class.getName() + "#never(java.lang.String)]",
                    "@Transactional(NOT_SUPPORTED) runs this method without one",
                    "writes the record with the data source absent, and there is no JDBC data source of that name",
                    "share the scope \"shared\" and keep their records in two places",
                    "needs a store here, and quarkus.event-idempotency.store is none: set inTransaction = true")
                    .message().doesNotContain("#called", "#onClass", "#byStereotype"));

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    @ApplicationScoped
    static class Handlers {

        @Inject
        Suspended suspended;

        @Incoming("orders")
        @Blocking
        @Idempotent(key = "{id}", scope = "consume", inTransaction = true)
        void consume(String id) {
        }

        @Transactional(TxType.NEVER)
        @Idempotent(key = "{id}", scope = "never", inTransaction = true)
        void never(String id) {
        }

        /** Its caller may have begun one. */
        @Idempotent(key = "{id}", scope = "called", inTransaction = true)
        void called(String id) {
        }

        @Transactional
        @Idempotent(key = "{id}", scope = "elsewhere", inTransaction = true)
        void elsewhere(String id) {
        }

        @Transactional
        @Idempotent(key = "{id}", scope = "shared", inTransaction = true)
        void sharing(String id) {
        }

        @Transactional
        @Idempotent(key = "{id}", scope = "shared")
        void shared(String id) {
        }
    }

    @Transactional
    @ApplicationScoped
    static class OnClass {

        @Incoming("orders")
        @Blocking
        @Idempotent(key = "{id}", scope = "onClass", inTransaction = true)
        void onClass(String id) {
        }
    }

    @Stereotype
    @Transactional
    @Retention(RetentionPolicy.RUNTIME)
    @interface Atomic {
    }

    @Atomic
    @ApplicationScoped
    static class ByStereotype {

        @Incoming("orders")
        @Blocking
        @Idempotent(key = "{id}", scope = "byStereotype", inTransaction = true)
        void byStereotype(String id) {
        }
    }

    @Transactional(TxType.NOT_SUPPORTED)
    @ApplicationScoped
    static class Suspended {

        @Idempotent(key = "{id}", scope = "suspended", inTransaction = true)
        void suspended(String id) {
        }
    }
}
