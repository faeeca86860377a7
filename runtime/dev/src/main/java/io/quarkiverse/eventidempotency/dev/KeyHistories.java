package io.quarkiverse.eventidempotency.dev;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The histories of the keys that this process has touched last. Not safe for use by several threads at once. */
final class KeyHistories {

    static final int KEYS = 5_000;
    /** The first happenings of a key, which are kept whatever follows. */
    static final int FIRST = 6;
    static final int KEPT = 36;

    /**
     * The happenings of one key.
     *
     * @param happenings in their order: the first ones, and the last ones
     * @param missing how many there were between these
     */
    record KeyHistory(List<Happening> happenings, long missing) {
    }

    private static final class Kept {

        private final List<Happening> happenings = new ArrayList<>();
        private long missing;
        private int duplicates;
        private int waiting;
        private long begunAt;
        private boolean running;
    }

    /** By the key in the store, the one that was touched last at the end. */
    private final Map<String, Kept> histories = new LinkedHashMap<>();

    void add(Happening happening, boolean duplicate) {
        String storeKey = happening.storeKey();
        if (storeKey == null) {
            return;
        }
        Kept known = histories.remove(storeKey);
        Kept kept = known == null ? new Kept() : known;
        histories.put(storeKey, kept);
        kept.happenings.add(happening);
        if (kept.happenings.size() > KEPT) {
            kept.happenings.remove(FIRST);
            kept.missing++;
        }
        kept.duplicates += duplicate ? 1 : 0;
        kept.waiting += happening.kind().equals("wait") ? 1 : happening.kind().equals("waited") ? -1 : 0;
        if (histories.size() > KEYS) {
            histories.remove(histories.keySet().iterator().next());
        }
    }

    /** {@return the history of a key; empty where this process has not touched it, or too many others since} */
    KeyHistory of(String storeKey) {
        Kept kept = histories.get(storeKey);
        return kept == null ? new KeyHistory(List.of(), 0) : new KeyHistory(List.copyOf(kept.happenings), kept.missing);
    }

    /** The owner of a key begins to run its handler. */
    void begins(String storeKey, long nanoTime) {
        Kept kept = histories.get(storeKey);
        if (kept != null) {
            kept.begunAt = nanoTime;
            kept.running = true;
        }
    }

    /**
     * The owner of a key has ended.
     *
     * @param otherwise what is returned where it is not known when it began
     * @return the nanoseconds since it began
     */
    long ends(String storeKey, long nanoTime, long otherwise) {
        Kept kept = histories.get(storeKey);
        if (kept == null || !kept.running) {
            return otherwise;
        }
        kept.running = false;
        return nanoTime - kept.begunAt;
    }

    int duplicatesOf(String storeKey) {
        Kept kept = histories.get(storeKey);
        return kept == null ? 0 : kept.duplicates;
    }

    int waitingFor(String storeKey) {
        Kept kept = histories.get(storeKey);
        return kept == null ? 0 : Math.max(0, kept.waiting);
    }

    /** {@return the keys in the store that were touched last, the last one first} */
    List<String> last(int n) {
        List<String> keys = new ArrayList<>(histories.keySet());
        Collections.reverse(keys);
        return List.copyOf(keys.subList(0, Math.min(n, keys.size())));
    }
}
