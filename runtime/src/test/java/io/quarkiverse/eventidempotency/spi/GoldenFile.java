package io.quarkiverse.eventidempotency.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes that a release has written, as a file. Records of earlier releases are in the stores of users: a change of a file
 * is a change of the format. {@code -Dgolden.write=true} writes the files anew.
 */
public record GoldenFile(String name) {

    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    /** {@return the content, after the text is compared with it byte for byte} */
    public String matches(String text) {
        try {
            Path file = DIRECTORY.resolve(name);
            if (Boolean.getBoolean("golden.write")) {
                Files.createDirectories(file.getParent());
                Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            }
            byte[] golden = Files.readAllBytes(file);
            assertThat(text).as(name + "; -Dgolden.write=true writes it anew")
                    .isEqualTo(new String(golden, StandardCharsets.UTF_8));
            assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(golden);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
