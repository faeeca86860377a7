package org.acme.fields;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The quickstart with Kafka. Without arguments it consumes the topic {@code field-events}; with {@code kafka-job} it starts a
 * broker and a Redis of its own, lets two processes of itself consume, and says whether each field was created exactly once.
 */
@QuarkusMain
public class Main {

    public static void main(String... arguments) throws Exception {
        if (arguments.length == 1 && KafkaJob.COMMAND.equals(arguments[0])) {
            System.exit(KafkaJob.run());
        }
        Quarkus.run(arguments);
    }
}
