package org.acme.fields;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The quickstart. Without arguments it stays up and takes events by HTTP; with {@code main-job} it starts a Redis of its own,
 * plays a file of events, and says whether each field was created exactly once.
 */
@QuarkusMain
public class Main {

    public static void main(String... arguments) throws Exception {
        if (arguments.length == 1 && MainJob.COMMAND.equals(arguments[0])) {
            try (JobSetup setup = JobSetup.start()) {
                Quarkus.run(FieldsApplication.class, setup::exit, arguments);
            }
        } else {
            Quarkus.run(FieldsApplication.class, arguments);
        }
    }
}
