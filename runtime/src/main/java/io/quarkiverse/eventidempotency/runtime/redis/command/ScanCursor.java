package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a walk over all keys of all servers goes on, as text {@code r<slot>.<run>.<cursor>}.
 * <p>
 * The servers of a Cluster are walked in the order of the first slot that each of them has; one server alone counts as having
 * all. A cursor means something to the run of a server that gave it, since each run has its keys in another order: another
 * server that has the slot by now, or the same one restarted, is walked from the start.
 *
 * @param slot the slot that leads to the server
 * @param run what names the server until it is restarted; empty for one that has not begun, or does not tell
 * @param cursor the server's own cursor
 */
public record ScanCursor(int slot, String run, String cursor) {

    private static final Pattern TEXT = Pattern.compile("r([0-9]{1,5})\\.([0-9a-f]{0,64})\\.([0-9]{1,20})");

    /** {@return the start of a walk over all keys with a prefix} */
    public static ScanCursor first(String prefix) {
        // in a prefix with a hash tag, which all of its keys share
        return start(HashSlot.isTagged(prefix) ? HashSlot.of(prefix) : 0);
    }

    static ScanCursor start(int slot) {
        return new ScanCursor(slot, "", "0");
    }

    /** @throws IllegalArgumentException if it is none */
    public static ScanCursor parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) >= HashSlot.COUNT) {
            throw new IllegalArgumentException("'" + text + "' is no cursor of the store on Redis");
        }
        return new ScanCursor(Integer.parseInt(matcher.group(1)), matcher.group(2), matcher.group(3));
    }

    @Override
    public String toString() {
        return "r" + slot + '.' + run + '.' + cursor;
    }
}
