package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Signals to other processes. */
final class Signals {

    private Signals() {
    }

    static void send(String signal, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid).inheritIO().start();
        assertThat(kill.waitFor()).isZero();
    }
}
