package io.quarkiverse.eventidempotency.deployment.beans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Flow.Publisher;
import java.util.logging.Level;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.connector.InboundConnector;

/** Channels on which an outage could lose messages are told at the start of the application. */
class ChannelWarningsTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Orders.class, Rabbit.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("mp.messaging.incoming.\"orders.lost\".connector", "smallrye-rabbitmq")
            .overrideConfigKey("mp.messaging.incoming.\"orders.kept\".connector", "smallrye-rabbitmq")
            .overrideRuntimeConfigKey("mp.messaging.incoming.\"orders.lost\".failure-strategy", "accept")
            .setLogRecordPredicate(record -> record.getLevel().intValue() >= Level.WARNING.intValue()
                    && record.getLoggerName().equals("io.quarkiverse.eventidempotency.start"))
            .assertLogRecords(records -> {
                assertThat(records).hasSize(1);
                assertThat(records.get(0).getMessage()).startsWith("QEI00012: ");
                assertThat(records.get(0).getParameters()).contains("orders.lost",
                        "mp.messaging.incoming.\"orders.lost\".failure-strategy");
            });

    @Test
    void theApplicationStarts() {
        // what it says is seen above
    }

    @ApplicationScoped
    static class Orders {

        @Incoming("orders.lost")
        @Idempotent(scope = "lost")
        Uni<Void> lost(@IdempotencyKey String id) {
            return Uni.createFrom().voidItem();
        }

        @Incoming("orders.kept")
        @Idempotent(scope = "kept")
        Uni<Void> kept(@IdempotencyKey String id) {
            return Uni.createFrom().voidItem();
        }
    }

    /** A connector of this name that needs no broker. */
    @ApplicationScoped
    @Connector("smallrye-rabbitmq")
    static class Rabbit implements InboundConnector {

        @Override
        public Publisher<? extends Message<?>> getPublisher(Config config) {
            return Multi.createFrom().nothing();
        }
    }
}
