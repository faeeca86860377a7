package org.acme.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/** README shows a handler that compiles: the one of the docs. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..", "..");

    @Test
    void showsTheHandlerOfTheDocs() throws IOException {
        String example = Files.readString(ROOT.resolve("docs/modules/ROOT/examples/org/acme/fields/FieldHandler.java"));
        String handler = example.substring(example.indexOf("// tag::handler[]\n") + 18, example.indexOf("// end::handler[]"));

        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```java\n" + handler + "```");
    }
}
