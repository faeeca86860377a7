package io.quarkiverse.eventidempotency.runtime.redis.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the store's Lua scripts. */
public enum Script {

    CLAIM("record.lua", "claim.lua"),
    SETTLE("settle.lua"),
    RENEW("renew.lua"),
    FIND("find.lua"),
    SCAN("scan.lua"),
    OPERATE("record.lua", "operate.lua"),

    /** Calls each command that deliveries need, to see which are refused. */
    CHECK("check.lua");

    private final byte[] text;
    private final byte[] sha1;
    private final Set<String> commands;

    /** @param resources whose texts, one after the other, are the script */
    Script(String... resources) {
        StringBuilder script = new StringBuilder();
        for (String resource : resources) {
            script.append(load(resource)).append('\n');
        }
        text = script.toString().getBytes(UTF_8);
        sha1 = sha1(text).getBytes(UTF_8);
        commands = commands(script.toString());
    }

    private static Set<String> commands(String script) {
        Set<String> commands = new TreeSet<>(Set.of("EVAL", "EVALSHA"));
        Matcher call = Pattern.compile("redis\\.p?call\\('([A-Z]+)'").matcher(script);
        while (call.find()) {
            commands.add(call.group(1));
        }
        // called where they are allowed, and done without elsewhere
        commands.removeAll(Set.of("INFO", "CLUSTER"));
        return commands;
    }

    /** {@return what Redis names bytes by, not a matter of security} */
    public static String sha1(byte[] bytes) {
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

    /** {@return the commands that its caller needs} */
    public Set<String> commands() {
        return commands;
    }

    /** {@return the script, to be sent by {@code EVAL}; not to be written to} */
    public byte[] text() {
        return text;
    }

    /** {@return the script's name, to be sent by {@code EVALSHA}; not to be written to} */
    public byte[] sha1() {
        return sha1;
    }
}
