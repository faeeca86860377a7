package io.quarkiverse.eventidempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.DocumentationTool;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that users can name has a documentation that its tool accepts. */
class ApiDocumentationTest {

    private static final Path SOURCES = Path.of("src/main/java");

    /** What {@code @return} in the first sentence, a component or a setter that returns the builder says already. */
    private static final List<String> SAID_ALREADY = List.of("no @return", "no @param", "no @throws",
            "use of default constructor");

    private static final Path TEST_KIT = Path.of("test-kit/src/main/java");

    @TempDir
    Path documentation;

    @Test
    void nothingIsUndocumented() throws Exception {
        DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<Path> files = new ArrayList<>();
        for (String name : ApiListingTest.PACKAGES) {
            list(SOURCES, name, files);
        }
        list(TEST_KIT, ApiListingTest.TEST_KIT, files);
        try (StandardJavaFileManager manager = javadoc.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            StringWriter out = new StringWriter();
            boolean done = javadoc.getTask(out, manager, diagnostics, null,
                    List.of("-Xdoclint:all", "-quiet", "-protected", "-Xmaxwarns", "10000", "-d", documentation.toString(),
                            "-sourcepath", SOURCES + File.pathSeparator + TEST_KIT, "-classpath",
                            System.getProperty("java.class.path")),
                    manager.getJavaFileObjectsFromPaths(files)).call();
            assertThat(done).as(out.toString()).isTrue();
        }
        assertThat(files).hasSizeGreaterThan(30);
        assertThat(diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
                .filter(diagnostic -> SAID_ALREADY.stream().noneMatch(diagnostic.getMessage(Locale.ROOT)::contains))
                .map(diagnostic -> (diagnostic.getSource() == null ? "" : diagnostic.getSource().getName()) + ":"
                        + diagnostic.getLineNumber() + ": " + diagnostic.getMessage(Locale.ROOT)))
                .isEmpty();
    }

    private static void list(Path sources, String packageName, List<Path> into) throws IOException {
        try (Stream<Path> files = Files.list(sources.resolve(packageName.replace('.', '/')))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(into::add);
        }
    }
}
