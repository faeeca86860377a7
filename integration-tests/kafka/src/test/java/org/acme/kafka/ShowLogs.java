package org.acme.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Prints the output of a test's processes when it failed. */
public final class ShowLogs implements BeforeTestExecutionCallback, AfterTestExecutionCallback {

    private static final Namespace NAMESPACE = Namespace.create(ShowLogs.class);

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        context.getStore(NAMESPACE).put("start", System.currentTimeMillis());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws IOException {
        if (context.getExecutionException().isPresent()) {
            try (Stream<Path> files = Files.list(Path.of(System.getProperty("logs.directory")))) {
                long start = context.getStore(NAMESPACE).get("start", Long.class);
                files.filter(file -> file.toString().endsWith(".log") && file.toFile().lastModified() >= start).sorted()
                        .forEach(ShowLogs::print);
            }
        }
    }

    private static void print(Path log) {
        try {
            String text = Files.readString(log);
            System.out.println("== " + log.getFileName() + "\n" + text.substring(Math.max(0, text.length() - 20_000)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
