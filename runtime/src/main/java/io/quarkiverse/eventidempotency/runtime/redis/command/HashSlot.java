package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.nio.charset.StandardCharsets;

/** The slots of a Redis Cluster, by which a key's node is known. */
public final class HashSlot {

    static final int COUNT = 16_384;

    private HashSlot() {
    }

    /** {@return whether keys with this prefix all have the same slot, whatever follows} */
    static boolean isTagged(String prefix) {
        int open = prefix.indexOf('{');
        return open >= 0 && prefix.indexOf('}', open) > open + 1;
    }

    static int of(String key) {
        int open = key.indexOf('{');
        int close = open < 0 ? -1 : key.indexOf('}', open);
        String hashed = close > open + 1 ? key.substring(open + 1, close) : key;
        return crc16(hashed.getBytes(StandardCharsets.UTF_8)) % COUNT;
    }

    /** {@return a key with this prefix and slot; any key with this prefix where all have the same slot} */
    public static String keyOf(int slot, String prefix) {
        if (isTagged(prefix)) {
            return prefix;
        }
        if (prefix.indexOf('{') < 0) {
            return prefix + '{' + Tags.OF_SLOTS[slot] + '}';
        }
        String key;
        int i = 0;
        do {
            key = prefix + '{' + i++ + '}';
        } while (of(key) != slot);
        return key;
    }

    /** For each slot a number that has it. */
    private static final class Tags {

        static final int[] OF_SLOTS = new int[COUNT];

        static {
            int missing = COUNT;
            for (int i = 1; missing > 0; i++) {
                int slot = of(Integer.toString(i));
                if (OF_SLOTS[slot] == 0) {
                    OF_SLOTS[slot] = i;
                    missing--;
                }
            }
        }
    }

    /** CRC-16 of XMODEM, as Redis has it. */
    private static int crc16(byte[] bytes) {
        int crc = 0;
        for (byte b : bytes) {
            crc ^= (b & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
            }
        }
        return crc & 0xFFFF;
    }
}
