package io.quarkiverse.eventidempotency.runtime.transactions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

import io.quarkiverse.eventidempotency.runtime.database.RowKey;

/**
 * Where a step over tables begins. As text it has neither spaces nor control characters, whatever the key.
 *
 * @param table the position of the table
 * @param after the key that the first one follows
 */
record RowCursor(int table, RowKey after) {

    private static final String BEGIN = "t";

    /** {@return the beginning of a table} */
    static RowCursor first(int table) {
        return new RowCursor(table, new RowKey(null, ""));
    }

    /**
     * Reads a cursor.
     *
     * @param tables how many tables there are
     * @throws IllegalArgumentException if it is none
     */
    static RowCursor parse(String text, int tables) {
        String[] parts = text.split("\\.", -1);
        try {
            int table = parts.length == 3 && parts[0].startsWith(BEGIN) ? Integer.parseInt(parts[0].substring(1)) : -1;
            if (table >= 0 && table < tables) {
                return new RowCursor(table, RowKey.of(decoded(parts[1]), decoded(parts[2])));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no cursor of these records", e);
        }
        throw new IllegalArgumentException("'" + text + "' is no cursor of these records");
    }

    @Override
    public String toString() {
        return BEGIN + table + '.' + encoded(after.scope() == null ? "" : after.scope()) + '.' + encoded(after.key());
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getUrlDecoder().decode(text), UTF_8);
    }
}
