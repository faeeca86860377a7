package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Response;

/**
 * One step of {@code SCAN}, on the server that the cursor is at. By script, since only commands with a key can be sent to a
 * node of a Cluster that is chosen.
 */
public final class ScanCall extends ScriptCall<StoreKeys> {

    private final String prefix;
    private final String text;
    private final ScanCursor from;
    private final int count;

    public ScanCall(String prefix, String text, ScanCursor from, int count, UniSubscriber<? super StoreKeys> caller) {
        super(Script.SCAN, caller);
        this.prefix = prefix;
        this.text = text;
        this.from = from;
        this.count = count;
    }

    @Override
    Object[] arguments() {
        return Arguments.script(HashSlot.keyOf(from.slot(), prefix), Arguments.of(from.cursor()), Arguments.of(from.run()),
                Arguments.of(pattern(prefix, text)), Arguments.of(count),
                Arguments.of(HashSlot.isTagged(prefix) ? HashSlot.COUNT : from.slot()));
    }

    /** {@return the glob of keys that begin with a prefix and have a text somewhere after it} */
    static String pattern(String prefix, String text) {
        StringBuilder pattern = new StringBuilder(prefix.length() + text.length() + 2);
        escape(prefix, pattern);
        pattern.append('*');
        if (!text.isEmpty()) {
            escape(text, pattern);
            pattern.append('*');
        }
        return pattern.toString();
    }

    private static void escape(String text, StringBuilder pattern) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("*?[]\\^".indexOf(c) >= 0) {
                pattern.append('\\');
            }
            pattern.append(c);
        }
    }

    @Override
    StoreKeys decode(Response reply) {
        String run = reply.get(0).toString();
        String cursor = reply.get(1).toString();
        Response found = reply.get(2);
        int after = reply.get(3).toInteger();
        List<String> keys = new ArrayList<>(found.size());
        for (Response key : found) {
            keys.add(key.toString());
        }
        return new StoreKeys(keys, next(run, cursor, after));
    }

    private @Nullable String next(String run, String cursor, int after) {
        if (!cursor.equals("0")) {
            return new ScanCursor(from.slot(), run, cursor).toString();
        }
        return after < 0 ? null : ScanCursor.start(after).toString();
    }

    @Override
    public String name() {
        return "a step over the keys";
    }
}
