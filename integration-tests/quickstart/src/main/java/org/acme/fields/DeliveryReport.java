package org.acme.fields;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/**
 * What became of one delivery.
 *
 * @param number the delivery's line in the file of events
 * @param process the process that got the delivery
 * @param attempt the record's count of attempts after the delivery
 * @param millis how long it took until it was acknowledged or refused; 0 when neither happened
 * @param result what the handler returned; null when it failed, or never ended
 */
record DeliveryReport(int number, EventEnvelope<Field> event, long process, Happened happened, String detail, int attempt,
        long millis, FieldCreated result) {

    /** What can happen to a delivery. */
    enum Happened {
        RAN("ran"),
        RAN_AGAIN("ran again after the failure"),
        TOOK_OVER("waited, then took over"),
        REPLAYED("replayed"),
        WAITED("waited, then replayed"),
        FAILED("failed"),
        KILLED("killed while the body ran");

        private final String words;

        Happened(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
