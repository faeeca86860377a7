package io.quarkiverse.eventidempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * What users can name, as a file beside the sources: a change of it is a line of a change set.
 * <p>
 * {@code -Dapi.write=true} writes it anew.
 */
class ApiListingTest {

    static final List<String> PACKAGES = List.of("io.quarkiverse.eventidempotency", "io.quarkiverse.eventidempotency.spi",
            "io.quarkiverse.eventidempotency.standalone");

    static final String TEST_KIT = "io.quarkiverse.eventidempotency.testing";

    private static final Path LISTING = Path.of("src/api/api.txt");
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path TEST_CLASSES = Path.of("target/test-classes");

    private final Set<String> lines = new TreeSet<>();

    @Test
    void publicApiIsAsListed() throws Exception {
        for (String name : PACKAGES) {
            list(CLASSES, name);
        }
        list(TEST_CLASSES, TEST_KIT);
        String listing = String.join("\n", lines).replace("io.quarkiverse.eventidempotency.", "").replace("java.lang.", "")
                + "\n";
        if (Boolean.getBoolean("api.write")) {
            Files.createDirectories(LISTING.getParent());
            Files.writeString(LISTING, listing);
        }
        assertThat(listing).as("the public API; -Dapi.write=true lists it anew").isEqualTo(Files.readString(LISTING));
    }

    private void list(Path classes, String packageName) throws Exception {
        try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
            for (Path file : files.toList()) {
                String simple = file.getFileName().toString();
                if (simple.endsWith(".class") && !simple.equals("package-info.class")) {
                    list(Class.forName(packageName + '.' + simple.substring(0, simple.length() - ".class".length()), false,
                            getClass().getClassLoader()));
                }
            }
        }
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static boolean isVisible(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            if (!isVisible(at.getModifiers())) {
                return false;
            }
        }
        return !type.isAnonymousClass() && !type.isLocalClass();
    }

    private void list(Class<?> type) {
        if (!isVisible(type)) {
            return;
        }
        lines.add(type.toGenericString());
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
                lines.add(type.getName() + ": " + field.toGenericString());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            list(type, constructor);
        }
        for (Method method : type.getDeclaredMethods()) {
            list(type, method);
        }
    }

    private void list(Class<?> type, Executable executable) {
        if (isVisible(executable.getModifiers()) && !executable.isSynthetic()) {
            lines.add(type.getName() + ": " + executable.toGenericString());
        }
    }
}
