package org.acme.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The side effects of the bodies: one line each, in a file of the process, which outlives it however it ends. */
@ApplicationScoped
public class Journal {

    private final Path file;
    private FileChannel channel;

    Journal(@ConfigProperty(name = "shop.journal") Path file) {
        this.file = file;
    }

    @PostConstruct
    void open() {
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @PreDestroy
    void close() throws IOException {
        channel.close();
    }

    /** Adds a line, in one write. */
    void add(String order, String detail) {
        try {
            channel.write(ByteBuffer.wrap((order + " " + detail + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
