package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Flow;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkus.arc.Arc;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.connector.InboundConnector;

/** The build warns of keys that messages of the channel's connector cannot have. */
class ConnectorKeysTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Consumers.class, Mqtt.class, Own.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("mp.messaging.incoming.readings.connector", "smallrye-mqtt")
            .overrideConfigKey("mp.messaging.incoming.\"orders.placed\".connector", "org.acme.own")
            .overrideConfigKey("mp.messaging.incoming.tested.connector", "smallrye-in-memory")
            .overrideConfigKey("mp.messaging.incoming.readings.broadcast", "true")
            .overrideConfigKey("mp.messaging.incoming.\"orders.placed\".broadcast", "true")
            .setLogRecordPredicate(r -> r.getLevel().intValue() >= Level.WARNING.intValue()
                    && "io.quarkiverse.eventidempotency".equals(r.getLoggerName()))
            .assertLogRecords(ConnectorKeysTest::assertWarnings);

    @Test
    void guardsTheConsumers() {
        assertThat(Arc.container().instance(GuardedMethodSpecs.class).get().specs()).hasSize(7);
    }

    private static void assertWarnings(List<LogRecord> records) {
        String method = " [method: " + Consumers.class.getName() + "#";
        assertThat(records).extracting(r -> String.format(r.getMessage(), r.getParameters())).satisfiesExactlyInAnyOrder(
                m -> assertThat(m).startsWith("QEI00346: @Idempotent has no key for messages of the channel readings unless")
                        .contains("smallrye-mqtt").endsWith(method + "own(String)]"),
                m -> assertThat(m)
                        .startsWith("QEI00345: {header:order-id} of @Idempotent is missing in each message of the channel"
                                + " orders.placed: messages of its connector org.acme.own")
                        .endsWith(method + "header(String)]"),
                m -> assertThat(m).startsWith("QEI00345: {mqtt.topic} of").endsWith(method + "topic(String)]"),
                m -> assertThat(m).startsWith("QEI00345: {messageId} of").endsWith(method + "fingerprint(String)]"));
    }

    @ApplicationScoped
    static class Consumers {

        @Incoming("readings")
        @Idempotent(scope = "own")
        Uni<Void> own(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("readings")
        @Idempotent(scope = "reading", key = "{mqtt.topic}:{payload}")
        Uni<Void> reading(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("orders.placed")
        @Idempotent(scope = "header", key = "{header:order-id}")
        Uni<Void> header(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("orders.placed")
        @Idempotent(scope = "topic", key = "{mqtt.topic}:{payload}")
        Uni<Void> topic(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("orders.placed")
        @Idempotent(scope = "fingerprint", key = "{payload}", fingerprint = "{messageId}")
        Uni<Void> fingerprint(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("orders.placed")
        @Idempotent(scope = "cloud-event", key = "{cloudEvent.source}:{cloudEvent.id}")
        Uni<Void> cloudEvent(String payload) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("tested")
        @Idempotent(scope = "tested", key = "{header:order-id}")
        Uni<Void> tested(String payload) {
            return Uni.createFrom().voidItem();
        }
    }

    @ApplicationScoped
    @Connector("smallrye-mqtt")
    static class Mqtt implements InboundConnector {

        @Override
        public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
            return Multi.createFrom().nothing();
        }
    }

    @ApplicationScoped
    @Connector("org.acme.own")
    static class Own implements InboundConnector {

        @Override
        public Flow.Publisher<? extends Message<?>> getPublisher(Config config) {
            return Multi.createFrom().nothing();
        }
    }
}
