package io.quarkiverse.eventidempotency.dev;

/**
 * A result as pages show it.
 *
 * @param text the beginning of the result as JSON
 * @param size the number of characters of all of it
 */
record ShownResult(String text, int size) {

    static final int LONGEST = 16 * 1024;

    static ShownResult of(String whole) {
        return new ShownResult(whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST), whole.length());
    }
}
