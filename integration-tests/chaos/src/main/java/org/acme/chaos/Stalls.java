package org.acme.chaos;

import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.StartupEvent;

/** Notices when the machine gives this process no time to run, by a thread that does nothing else. */
@ApplicationScoped
public class Stalls {

    private static final long PAUSE_MILLIS = 20;
    private static final long STALL_MILLIS = 100;

    @Inject
    EffectLog log;

    void start(@Observes StartupEvent event) {
        Thread thread = new Thread(this::watch, "stalls");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        long last = System.currentTimeMillis();
        while (true) {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.currentTimeMillis();
            if (now - last > STALL_MILLIS) {
                log.stalled(last, now);
            }
            last = now;
        }
    }
}
