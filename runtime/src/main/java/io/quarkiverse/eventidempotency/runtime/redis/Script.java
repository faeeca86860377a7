package io.quarkiverse.eventidempotency.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One of the store's Lua scripts. */
enum Script {

    CLAIM("record.lua", "claim.lua"),
    SETTLE("settle.lua"),
    RENEW("renew.lua"),
    FIND("find.lua"),
    SCAN("scan.lua"),
    OPERATE("record.lua", "operate.lua");

    private final byte[] text;
    private final byte[] sha1;

    /** @param resources whose texts, one after the other, are the script */
    Script(String... resources) {
        StringBuilder script = new StringBuilder();
        for (String resource : resources) {
            script.append(load(resource)).append('\n');
        }
        text = script.toString().getBytes(UTF_8);
        sha1 = sha1(text).getBytes(UTF_8);
    }

    /** {@return what Redis names bytes by, not a matter of security} */
    static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String load(String resource) {
        try (InputStream in = Script.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The resource " + resource + " is missing beside " + Script.class.getName());
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the script, to be sent by {@code EVAL}; not to be written to} */
    byte[] text() {
        return text;
    }

    /** {@return the script's name, to be sent by {@code EVALSHA}; not to be written to} */
    byte[] sha1() {
        return sha1;
    }
}
