package io.quarkiverse.eventidempotency.deployment.devui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import jakarta.enterprise.context.ApplicationScoped;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.ProdBuildResults;
import io.quarkus.test.ProdModeTestResults;
import io.quarkus.test.QuarkusProdModeTest;

/**
 * What the Dev UI asks is no bean of an application that was built for production, its pages are not in it, and nothing of it
 * is recorded.
 */
class NothingInProductionTest {

    @RegisterExtension
    static final QuarkusProdModeTest TEST = new QuarkusProdModeTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory");

    @ProdBuildResults
    ProdModeTestResults results;

    @Test
    void neitherBeansNorPages() throws IOException {
        List<String> generated = new ArrayList<>();
        List<String> pages = new ArrayList<>();
        List<String> recorded = new ArrayList<>();
        try (Stream<Path> files = Files.walk(results.getBuildDir())) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                try (JarFile entries = new JarFile(jar.toFile())) {
                    List<String> names = entries.stream().map(ZipEntry::getName).toList();
                    names.stream().filter(name -> name.contains("eventidempotency") && name.endsWith("_Bean.class"))
                            .forEach(generated::add);
                    names.stream().filter(name -> name.contains("qwc-event-idempotency")).forEach(pages::add);
                    if (jar.endsWith("generated-bytecode.jar")) {
                        for (String name : names.stream().filter(name -> name.endsWith(".class")).toList()) {
                            recorded.add(new String(entries.getInputStream(entries.getEntry(name)).readAllBytes(),
                                    StandardCharsets.ISO_8859_1));
                        }
                    }
                }
            }
        }
        assertThat(generated).anyMatch(name -> name.endsWith("/GuardedMethods_Bean.class"));
        assertThat(generated).noneMatch(name -> name.contains("eventidempotency/dev/"))
                .noneMatch(
                        name -> name.contains("JsonRpc") || name.contains("Tried") || name.contains("StartWarnings"));
        assertThat(recorded).anyMatch(code -> code.contains("IdempotencyRecorder"))
                .noneMatch(code -> code.contains("eventidempotency/dev/"));
        assertThat(pages).isEmpty();
    }

    @ApplicationScoped
    public static class Handler {

        @Idempotent(key = "{id}")
        public String on(String id) {
            return id;
        }
    }
}
