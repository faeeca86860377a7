package io.quarkiverse.eventidempotency.deployment.beans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Vetoed;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Multi;

/** Classes that are no beans of this build on purpose are none of its problems. */
class LeftOutBeansTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(OfProduction.class, OfAProperty.class, OfNobody.class, Excluded.class,
                    Base.class, Source.class, Consumer.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.arc.exclude-types", Excluded.class.getName());

    @Inject
    Consumer consumer;

    @Test
    void applicationIsBuiltWithoutThem() {
        assertThat(consumer.on("1")).isEqualTo(1);
        assertThat(consumer.on("1")).isEqualTo(1);
    }

    @IfBuildProfile("prod")
    @ApplicationScoped
    static class OfProduction {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    @IfBuildProperty(name = "there.is.no.such.property", stringValue = "true")
    @ApplicationScoped
    static class OfAProperty {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    @Vetoed
    @ApplicationScoped
    static class OfNobody {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    @ApplicationScoped
    static class Excluded {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    /** That no class of this application extends. */
    abstract static class Base {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    /** In dev mode alone, the channel is one of the application's own. */
    @IfBuildProfile("dev")
    @ApplicationScoped
    static class Source {

        @Outgoing("readings")
        Multi<String> readings() {
            return Multi.createFrom().item("1");
        }
    }

    @ApplicationScoped
    static class Consumer {

        private final AtomicInteger bodies = new AtomicInteger();

        @Idempotent
        int on(@IdempotencyKey String id) {
            return bodies.incrementAndGet();
        }

        @Incoming("readings")
        @Idempotent
        void read(@IdempotencyKey String id) {
        }
    }
}
