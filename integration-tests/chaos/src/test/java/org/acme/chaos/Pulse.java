package org.acme.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Asks Redis to write something again and again, past the application, to know when it was slow by itself: a disk that is
 * busy, or a machine that is, must not pass for what the application did, nor the other way round.
 */
final class Pulse implements AutoCloseable {

    private static final long PAUSE_MILLIS = 20;

    private final Site site;
    private final List<Interval> stalls = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::beat, "pulse");
    private @Nullable RedisSocket socket;

    Pulse(Site site) {
        this.site = site;
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return when Redis did not answer for longer than a step takes, whatever the reason} */
    List<Interval> stalls() {
        return stalls;
    }

    private void beat() {
        long last = System.currentTimeMillis();
        while (sleeps()) {
            if (answers()) {
                long now = System.currentTimeMillis();
                if (now - last > Timing.STEP_MILLIS) {
                    stalls.add(new Interval(last, now));
                }
                last = now;
            }
        }
    }

    private static boolean sleeps() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean answers() {
        try {
            if (socket == null) {
                socket = new RedisSocket(site.primary().port());
            }
            socket.ask("SET", "pulse", "");
            return true;
        } catch (IOException e) { // that there is no answer is what is measured
            close(socket);
            socket = null;
            return false;
        }
    }

    private static void close(@Nullable RedisSocket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
