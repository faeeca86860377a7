package io.quarkiverse.eventidempotency.deployment.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** The Java of the skill compiles, and is an application whose consumers are guarded. */
class SkillTest {

    private static final Path SKILL = Path.of("src/main/resources/META-INF/quarkus-skill.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PROPERTIES = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("^(?:public )?(?:class|record|interface|enum) (\\w+)",
            Pattern.MULTILINE);

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(SkillTest::addSnippets)
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false");

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    @Inject
    IdempotencyRecords records;

    private static void addSnippets(JavaArchive jar) {
        try {
            Path classes = Files.createTempDirectory("skill");
            compile(classes);
            try (Stream<Path> files = Files.walk(classes)) {
                // The test of the skill belongs to an application that is tested with @QuarkusTest.
                for (Path file : files.filter(Files::isRegularFile).filter(file -> !file.endsWith("OrderConsumerTest.class"))
                        .toList()) {
                    jar.add(new ByteArrayAsset(Files.readAllBytes(file)), classes.relativize(file).toString());
                }
            }
            jar.add(new ByteArrayAsset(configuration().getBytes(StandardCharsets.UTF_8)), "application.properties");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path classes) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (String snippet : snippets(JAVA)) {
            Matcher type = TYPE.matcher(snippet);
            assertThat(type.find()).as(snippet).isTrue();
            sources.add(new Source(type.group(1), "package org.acme;\n" + snippet));
        }
        assertThat(sources).hasSizeGreaterThan(5);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(messages, manager, null, List.of("-d", classes.toString(), "-parameters",
                    "-proc:none", "-classpath", System.getProperty("java.class.path")), null, sources).call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    /** {@return the properties of the skill} */
    private static String configuration() throws IOException {
        String configuration = String.join("\n", snippets(PROPERTIES));
        Properties properties = new Properties();
        properties.load(new StringReader(configuration));
        assertThat(properties).containsKey("quarkus.event-idempotency.scopes.\"orders.ship\".ttl");
        return configuration;
    }

    private static List<String> snippets(Pattern block) throws IOException {
        return block.matcher(Files.readString(SKILL)).results().map((MatchResult found) -> found.group(1)).toList();
    }

    @Test
    void guardsConsumerOfSkill() throws ReflectiveOperationException {
        Object order = Thread.currentThread().getContextClassLoader().loadClass("org.acme.Order")
                .getDeclaredConstructor(String.class, String.class, int.class).newInstance("order-1", "lamp", 1);

        connector.source("orders").send(order);

        await().until(() -> records.find("orders.ship", "order-1").await().indefinitely()
                .filter(found -> found.record().status() == RecordStatus.COMPLETED).isPresent());
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///org/acme/" + name + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
