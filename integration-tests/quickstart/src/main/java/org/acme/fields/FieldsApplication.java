package org.acme.fields;

import jakarta.inject.Inject;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/** What the running application does, by its first argument. */
public class FieldsApplication implements QuarkusApplication {

    @Inject
    MainJob mainJob;

    @Inject
    SecondProcess secondProcess;

    @Override
    public int run(String... arguments) throws Exception {
        if (arguments.length == 0) {
            Quarkus.waitForExit();
            return 0;
        }
        return switch (arguments[0]) {
            case MainJob.COMMAND -> mainJob.run();
            case SecondProcess.COMMAND -> secondProcess.run(Integer.parseInt(arguments[1]));
            default -> {
                System.err.println("Unknown: " + arguments[0] + ". Known: " + MainJob.COMMAND
                        + ", or nothing to take events by HTTP");
                yield 2;
            }
        };
    }
}
