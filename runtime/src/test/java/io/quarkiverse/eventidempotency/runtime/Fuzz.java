package io.quarkiverse.eventidempotency.runtime;

import java.util.List;
import java.util.Random;

/** Texts that nobody would think of. One seed makes the same ones again: {@code -Dfuzz.seed=…}; it is printed. */
public final class Fuzz {

    private static final List<String> PIECES = List.of("", " ", "\n", "\t", "\u0000", "\u001f", "\u007f", "\"", "\\", "\\\"",
            "\\u0000",
            "\\uD800", "/", "{", "}", "[", "]", ":", ",", "*", "?", "[a-z]", "null", "true", "false", "0", "-1", "1e999",
            "-0.0",
            "12345678901234567890", "9007199254740993", "NaN", "ä", "漢字", "\uD83D\uDE00", "\uD800", "\uDC00", "\uFEFF",
            "\u2028", "a",
            "b", "order-1", "${x}", "%s", "'", "`", ";", "--", "..", "../../etc", "processing", "completed", "failed");

    private final Random random;
    private final int length;

    /** @param length how many times over, by which {@code -Dfuzz.times} is multiplied */
    public Fuzz(String name, int length) {
        long seed = Long.getLong("fuzz.seed", 1);
        this.random = new Random(seed * 31 + name.hashCode());
        this.length = length * Integer.getInteger("fuzz.times", 1);
        System.out.println("Fuzz: " + name + ", seed " + seed + ", " + this.length + " times");
    }

    public int times() {
        return length;
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    public <T> T oneOf(List<T> values) {
        return values.get(below(values.size()));
    }

    public byte[] bytes(int max) {
        byte[] bytes = new byte[below(max + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** {@return a text of up to so many pieces} */
    public String text(int max) {
        StringBuilder text = new StringBuilder();
        for (int i = below(max + 1); i > 0; i--) {
            text.append(oneOf(PIECES));
        }
        return text.toString();
    }

    /** {@return a text that is another one but for some damage} */
    public String damaged(String text) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = 1 + below(3); i > 0 && !damaged.isEmpty(); i--) {
            int at = below(damaged.length());
            switch (below(5)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, oneOf(PIECES));
                case 2 -> damaged.setLength(at);
                case 3 -> damaged.setCharAt(at, (char) below(300));
                default -> damaged.insert(at, damaged.substring(at, Math.min(damaged.length(), at + below(40))));
            }
        }
        return damaged.toString();
    }
}
