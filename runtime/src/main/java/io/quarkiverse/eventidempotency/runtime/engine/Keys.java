package io.quarkiverse.eventidempotency.runtime.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Idempotency keys as they stand in the store, and as messages name them. */
public final class Keys {

    private static final int MAX_BYTES = 1024;
    private static final String DIGEST = "sha256:";
    private static final int DIGEST_LENGTH = DIGEST.length() + 64;
    private static final int NAMED_DIGITS = 12;
    private static final Pattern NAMED = Pattern.compile(DIGEST + "[0-9a-f]{" + NAMED_DIGITS + ",64}");

    /** Begins no UTF-8, so that no text that is well-formed has the digest of one that is not. */
    private static final byte NO_UTF_8 = (byte) 0xFF;

    private Keys() {
    }

    /**
     * The key as it stands in the store: itself, or {@code sha256:<hex>} when it is longer than 1 KiB in UTF-8, when it is no
     * well-formed text and UTF-8 would make several keys one, or when it looks like such a digest itself.
     */
    public static String stored(String key) {
        if (!wellFormed(key)) {
            return DIGEST + hex(utf16(key));
        }
        if (key.length() <= MAX_BYTES / 3 && !looksLikeDigest(key)) {
            return key;
        }
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_BYTES && !looksLikeDigest(key) ? key : DIGEST + hex(bytes);
    }

    /** {@return the key as {@code sha256:<hex>}, whatever it is} It is the form of a key that is too long. */
    public static String hashed(String key) {
        return DIGEST + hex(wellFormed(key) ? key.getBytes(StandardCharsets.UTF_8) : utf16(key));
    }

    private static boolean looksLikeDigest(String key) {
        return key.length() == DIGEST_LENGTH && key.startsWith(DIGEST);
    }

    /**
     * The key as messages name it: in quotes when keys may be logged, else the first twelve hexadecimal digits of its
     * SHA-256.
     */
    public static String named(@Nullable String scope, @Nullable String key, boolean logKeys) {
        String in = scope == null ? "no scope" : "scope " + scope;
        if (key == null) {
            return in;
        }
        return in + (logKeys ? ", key '" + key + "'" : ", key " + DIGEST + digest(key).substring(0, NAMED_DIGITS));
    }

    /** {@return the SHA-256 of a stored key, or the one that it consists of, as digits of which messages name the first} */
    public static String digest(String key) {
        int at = key.length() - DIGEST_LENGTH;
        boolean isDigest = (at == 0 || at > 0 && key.charAt(at - 1) == '/') && key.startsWith(DIGEST, at);
        return isDigest ? key.substring(at + DIGEST.length()) : hex(key.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return the digits of a text that may name a key as messages do; {@code null} for other texts} */
    public static @Nullable String digitsOf(String text) {
        return NAMED.matcher(text).matches() ? text.substring(DIGEST.length()) : null;
    }

    /**
     * {@return a stored key as a table of records contains it} It is a digest where the column cannot contain the key: with the
     * character 0, or longer than 1 KiB in UTF-8, as with a generation in front of a long key.
     */
    public static String inTable(String stored) {
        if (stored.length() <= MAX_BYTES / 3 && stored.indexOf('\0') < 0) {
            return stored;
        }
        byte[] bytes = stored.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= MAX_BYTES && stored.indexOf('\0') < 0 ? stored : DIGEST + hex(bytes);
    }

    private static boolean wellFormed(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == key.length() || !Character.isLowSurrogate(key.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static byte[] utf16(String key) {
        byte[] bytes = new byte[1 + 2 * key.length()];
        bytes[0] = NO_UTF_8;
        for (int i = 0; i < key.length(); i++) {
            bytes[2 * i + 1] = (byte) (key.charAt(i) >>> 8);
            bytes[2 * i + 2] = (byte) key.charAt(i);
        }
        return bytes;
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
