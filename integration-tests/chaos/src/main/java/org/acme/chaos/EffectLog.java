package org.acme.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What bodies did, in a file to which lines are only ever appended, each by one write: a killed process loses none of them. */
@ApplicationScoped
public class EffectLog {

    private final String process;
    private final FileChannel file;
    private final AtomicInteger runs = new AtomicInteger();

    EffectLog(@ConfigProperty(name = "chaos.process") String process, @ConfigProperty(name = "chaos.effects") Path effects)
            throws IOException {
        this.process = process;
        this.file = FileChannel.open(effects, CREATE, APPEND);
    }

    /** {@return what names the run that begins} */
    String begins(String parcel, long delivery) {
        String run = process + '-' + runs.incrementAndGet();
        write("BEGIN", parcel, run, " " + delivery);
        return run;
    }

    void takesEffect(String parcel, String run) {
        write("EFFECT", parcel, run, "");
    }

    void fails(String parcel, String run) {
        write("FAIL", parcel, run, "");
    }

    /** The whole process got no time to run. */
    void stalled(long from, long to) {
        write("STALL " + from + ' ' + to);
    }

    private void write(String what, String parcel, String run, String more) {
        write(what + ' ' + parcel + ' ' + run + ' ' + System.currentTimeMillis() + more);
    }

    private void write(String line) {
        try {
            file.write(ByteBuffer.wrap((line + '\n').getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
