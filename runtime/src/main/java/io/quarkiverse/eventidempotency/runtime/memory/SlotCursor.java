package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.quarkiverse.eventidempotency.runtime.memory.RecordTable.Slot;
import io.quarkiverse.eventidempotency.spi.StoreKeys;

/** A place in the order in which keys came, as text: {@code m} and the number of the last slot that was looked at. */
final class SlotCursor {

    private static final Pattern CURSOR = Pattern.compile("m[0-9]{1,18}");

    private SlotCursor() {
    }

    static long parse(String cursor) {
        if (!CURSOR.matcher(cursor).matches()) {
            throw new IllegalArgumentException("'" + cursor + "' is no cursor of the in-memory store");
        }
        return Long.parseLong(cursor.substring(1));
    }

    static StoreKeys step(RecordTable table, String prefix, String text, long after, int count) {
        List<Slot> slots = table.after(after, count);
        List<String> keys = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.key().startsWith(prefix) && slot.key().indexOf(text, prefix.length()) >= 0) {
                keys.add(slot.key());
            }
        }
        return new StoreKeys(keys, slots.size() < count ? null : "m" + slots.get(slots.size() - 1).number());
    }
}
