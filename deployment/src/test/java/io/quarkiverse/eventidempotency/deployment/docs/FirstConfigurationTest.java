package io.quarkiverse.eventidempotency.deployment.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** The first configuration that the README and the first page show keeps records in memory in test mode, without a Redis. */
class FirstConfigurationTest {

    private static final String HOSTS = "redis.hosts";
    private static final List<String> PAGES = List.of("README.md", "docs/modules/ROOT/pages/index.adoc");
    private static final Pattern BLOCK = Pattern.compile("(?:```properties|\\[source,properties\\]\n----)\n(.*?)\n(?:```|----)",
            Pattern.DOTALL);

    @RegisterExtension
    static final QuarkusUnitTest TEST = configured(new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class))
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .setLogRecordPredicate(record -> record.getLevel().intValue() >= Level.WARNING.intValue()
                    && record.getLoggerName().startsWith("io.quarkiverse.eventidempotency"))
            .assertLogRecords(records -> assertThat(records).singleElement()
                    .satisfies(record -> assertThat(record.getMessage()).startsWith("QEI00001"))));

    @Inject
    Handler handler;

    private static QuarkusUnitTest configured(QuarkusUnitTest test) {
        for (String page : PAGES) {
            Properties properties = firstConfiguration(page);
            assertThat(properties.stringPropertyNames()).as(page).anyMatch(name -> name.endsWith(HOSTS));
            properties.forEach((name, value) -> test.overrideConfigKey((String) name, (String) value));
        }
        return test;
    }

    /** {@return the block of properties that says where Redis is} */
    private static Properties firstConfiguration(String page) {
        try {
            Properties properties = new Properties();
            Matcher block = BLOCK.matcher(Files.readString(Path.of("..", page)));
            while (block.find()) {
                if (block.group(1).contains(HOSTS)) {
                    properties.load(new StringReader(block.group(1)));
                }
            }
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void keepsRecordsInMemoryInTestMode() {
        assertThat(handler.on("k").await().atMost(Duration.ofSeconds(20))).isEqualTo("ran 1");
        assertThat(handler.on("k").await().atMost(Duration.ofSeconds(20))).isEqualTo("ran 1");
    }

    @ApplicationScoped
    static class Handler {

        private int runs;

        @Idempotent(key = "{id}", scope = "first")
        Uni<String> on(String id) {
            return Uni.createFrom().item("ran " + ++runs);
        }
    }
}
