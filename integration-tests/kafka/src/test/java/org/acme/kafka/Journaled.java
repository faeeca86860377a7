package org.acme.kafka;

/**
 * One run of a body.
 *
 * @param order the order's id
 * @param detail what the body added
 */
record Journaled(String order, String detail) {

    static Journaled parse(String line) {
        int space = line.indexOf(' ');
        return new Journaled(line.substring(0, space), line.substring(space + 1));
    }

    int partition() {
        return Integer.parseInt(detail.substring(0, detail.indexOf('@')));
    }

    long offset() {
        return Long.parseLong(detail.substring(detail.indexOf('@') + 1));
    }
}
