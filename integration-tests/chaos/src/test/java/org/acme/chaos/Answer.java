package org.acme.chaos;

/**
 * What a process said to a delivery.
 *
 * @param body what names the run whose result it is, or else the exception
 */
record Answer(Delivery delivery, long at, int status, String body) {

    boolean acknowledges() {
        return status == 200;
    }

    boolean saysNotStored() {
        return !acknowledges() && body.equals("CompletionNotStoredException");
    }
}
