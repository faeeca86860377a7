package org.acme.fields;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.acme.fields.FieldRegistry.CreationBegan;

import io.quarkus.runtime.Quarkus;

/** The process that is killed: it gets one delivery, says when the body runs, and never ends by itself. */
@ApplicationScoped
public class SecondProcess {

    static final String COMMAND = "second-process";
    static final String IN_BODY = "the body runs";

    @Inject
    EventFile file;

    @Inject
    FieldFeed feed;

    private volatile boolean running;

    int run(int line) throws Exception {
        running = true;
        feed.send(file.read().get(line - 1));
        Quarkus.waitForExit();
        return 0;
    }

    void onBegan(@Observes CreationBegan creation) {
        if (running) {
            System.out.println(IN_BODY);
        }
    }
}
