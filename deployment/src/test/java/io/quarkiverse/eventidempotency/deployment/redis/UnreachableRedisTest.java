package io.quarkiverse.eventidempotency.deployment.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** Redis is configured without a profile, and does not run: one WARN at the start, before an event arrives. */
class UnreachableRedisTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class))
            // Another test may have had the category log more.
            .setLogRecordPredicate(record -> record.getLoggerName().equals("io.quarkiverse.eventidempotency.redis")
                    && record.getLevel().intValue() >= Level.INFO.intValue())
            .assertLogRecords(records -> assertThat(records).extracting(UnreachableRedisTest::text).singleElement().asString()
                    .contains("127.0.0.1:1", "quarkus.redis.hosts", "%prod.quarkus.redis.hosts", "Dev Services", "memory")
                    .doesNotContain("secret"))
            .overrideConfigKey("quarkus.event-idempotency.store-retry-timeout", "1S")
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideConfigKey("quarkus.redis.hosts", "redis://shop:secret@127.0.0.1:1");

    private static String text(LogRecord record) {
        return record instanceof ExtLogRecord extended ? extended.getFormattedMessage() : record.getMessage();
    }

    @Inject
    Handler handler;

    @Test
    void isWarnedOfAndFailsDeliveries() {
        assertThatThrownBy(() -> handler.on("k").await().atMost(Duration.ofSeconds(20)))
                .isInstanceOf(StoreUnavailableException.class).hasStackTraceContaining("%prod.quarkus.redis.hosts");
    }

    @ApplicationScoped
    static class Handler {

        @Idempotent(key = "{id}")
        Uni<String> on(String id) {
            return Uni.createFrom().item("ran");
        }
    }
}
