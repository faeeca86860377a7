package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** JSON as UTF-8 bytes, written piece by piece. */
final class JsonBytes {

    private static final long DAY_MILLIS = 86_400_000;

    private byte[] bytes;
    private int size;
    private long lastTime = Long.MIN_VALUE;
    private int lastTimeAt;

    /** @param capacity how many bytes there is room for at first */
    JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    /** Appends text of characters below 128, as it is. */
    @SuppressWarnings("deprecation") // copies the bytes without encoding them
    JsonBytes ascii(String text) {
        int length = text.length();
        reserve(length);
        text.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    /** Appends JSON. */
    JsonBytes json(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
        return this;
    }

    /** Appends JSON. */
    JsonBytes json(String json) {
        return json(json.getBytes(UTF_8));
    }

    JsonBytes number(long number) {
        if (number < 10 && number >= 0) {
            reserve(1);
            bytes[size++] = (byte) ('0' + number);
            return this;
        }
        return ascii(Long.toString(number));
    }

    /** Appends a JSON string with quotes, or {@code null} as JSON. */
    JsonBytes string(@Nullable String text) {
        if (text == null) {
            return ascii("null");
        }
        int length = text.length();
        reserve(length + 2);
        int start = size;
        bytes[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                size = start;
                // as a text first: the encoder of bytes refuses half a character
                return json(RecordJson.quote(text));
            }
            bytes[size++] = (byte) c;
        }
        bytes[size++] = '"';
        return this;
    }

    /** Appends a time as a JSON string: ISO-8601, UTC, milliseconds. */
    JsonBytes time(long epochMillis) {
        if (epochMillis == lastTime) { // a first attempt begins when its key is first seen
            reserve(26);
            System.arraycopy(bytes, lastTimeAt, bytes, size, 26);
            size += 26;
            return this;
        }
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochMillis, DAY_MILLIS));
        int year = date.getYear();
        if (year < 0 || year > 9999) {
            return string(Instant.ofEpochMilli(epochMillis).toString());
        }
        reserve(26);
        byte[] to = bytes;
        lastTime = epochMillis;
        lastTimeAt = size;
        int millis = (int) Math.floorMod(epochMillis, DAY_MILLIS);
        int seconds = millis / 1000;
        int at = size;
        to[at] = '"';
        digits(to, at + 1, 4, year);
        to[at + 5] = '-';
        digits(to, at + 6, 2, date.getMonthValue());
        to[at + 8] = '-';
        digits(to, at + 9, 2, date.getDayOfMonth());
        to[at + 11] = 'T';
        digits(to, at + 12, 2, seconds / 3600);
        to[at + 14] = ':';
        digits(to, at + 15, 2, seconds / 60 % 60);
        to[at + 17] = ':';
        digits(to, at + 18, 2, seconds % 60);
        to[at + 20] = '.';
        digits(to, at + 21, 3, millis % 1000);
        to[at + 24] = 'Z';
        to[at + 25] = '"';
        size += 26;
        return this;
    }

    private static void digits(byte[] to, int at, int count, int number) {
        int rest = number;
        for (int i = at + count - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, UTF_8);
    }
}
