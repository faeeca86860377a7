package org.acme.codestart;

import static io.quarkus.devtools.codestarts.quarkus.QuarkusCodestartCatalog.Language.JAVA;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.acme.outside.OutsideBuild;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.devtools.testing.codestarts.QuarkusCodestartTest;

/**
 * The extension in catalogs, and the project that its codestart generates: its files, its own test, its answer to a duplicate.
 */
class CodestartIT {

    private static final Path ROOT = Path.of(System.getProperty("root.directory"));
    private static final String REPOSITORY = "https://raw.githubusercontent.com/quarkiverse/quarkus-event-idempotency/main/";

    @RegisterExtension
    static final ArtifactsOfBuild ARTIFACTS = new ArtifactsOfBuild();

    @RegisterExtension
    static final QuarkusCodestartTest CODESTART = QuarkusCodestartTest.builder()
            .languages(JAVA)
            .setupStandaloneExtensionTest("io.quarkiverse.eventidempotency:quarkus-event-idempotency")
            .build();

    @TempDir
    Path directory;

    @Test
    void describesExtensionToCatalogs() {
        Map<String, Object> metadata = CODESTART.getExtensionsCatalog().getExtensions().stream()
                .filter(extension -> extension.getArtifact().getArtifactId().equals("quarkus-event-idempotency"))
                .findFirst().orElseThrow().getMetadata();

        assertThat(metadata).containsEntry("short-name", "event-idempotency");
        assertThat(metadata.get("icon-url")).asString().startsWith(REPOSITORY)
                .satisfies(icon -> assertThat(ROOT.resolve(icon.substring(REPOSITORY.length()))).isRegularFile());
    }

    @Test
    void generatesStarter() throws Throwable {
        for (String source : List.of("Order", "Receipt", "OrderHandler", "OrderResource", "Receipts")) {
            CODESTART.checkGeneratedSource("org.acme." + source);
        }
        CODESTART.checkGeneratedTestSource("org.acme.OrderResourceTest");
        CODESTART.assertThatGeneratedFileMatchSnapshot(JAVA, "src/main/resources/application.properties");
        CODESTART.assertThatGeneratedFileMatchSnapshot(JAVA, "README.md");
    }

    @Test
    void answersDuplicateWithStoredReceipt() throws Exception {
        Path project = OutsideBuild.copy(CODESTART.getProjectWithRealDataDir(JAVA), directory.resolve("project"));

        String output = OutsideBuild.run(project,
                ARTIFACTS.build().maven(project, "package", "-Dquarkus.http.test-port=0"));

        assertThat(output).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
        try (RunningProject running = RunningProject.start(project)) {
            assertThat(running.place("order-1")).isEqualTo("{\"orderId\":\"order-1\",\"shipment\":1}");
            assertThat(running.place("order-1")).isEqualTo("{\"orderId\":\"order-1\",\"shipment\":1}");
            assertThat(running.place("order-2")).isEqualTo("{\"orderId\":\"order-2\",\"shipment\":2}");
            assertThat(running.log()).containsOnlyOnce("Shipping order-1");
        }
    }
}
