package io.quarkiverse.eventidempotency.runtime.redis.connection;

import org.jspecify.annotations.Nullable;

/**
 * What a server says of itself.
 *
 * @param major its major version; 0 when it is not known
 * @param minor its minor version
 * @param cluster whether it is part of a Redis Cluster
 * @param run what names it until it is restarted; empty when it does not tell
 */
public record ServerInfo(int major, int minor, boolean cluster, String run) {

    static final ServerInfo UNKNOWN = new ServerInfo(0, 0, false, "");

    /** Reads the answer to {@code INFO server}. */
    public static ServerInfo parse(@Nullable String info) {
        String version = field(info, "redis_version:");
        // Valkey calls it otherwise, and tells the version of Redis that it is compatible with
        String mode = field(info, "redis_mode:");
        mode = mode == null ? field(info, "server_mode:") : mode;
        if (version == null || mode == null) {
            return UNKNOWN;
        }
        String run = field(info, "\nrun_id:");
        String[] numbers = version.split("\\.", 3);
        try {
            return new ServerInfo(Integer.parseInt(numbers[0]), numbers.length < 2 ? 0 : Integer.parseInt(numbers[1]),
                    mode.equals("cluster"), run == null ? "" : run);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }

    static @Nullable String field(@Nullable String info, String name) {
        int start = info == null ? -1 : info.indexOf(name);
        if (info == null || start < 0) {
            return null;
        }
        start += name.length();
        int end = start;
        while (end < info.length() && info.charAt(end) > ' ') {
            end++;
        }
        return info.substring(start, end);
    }

    /** {@return whether {@code SET} takes {@code NX} and {@code GET} together, and {@code TIME} answers for every key} */
    public boolean setsAndGets() {
        return major >= 7 && !cluster;
    }

    /** {@return whether what is said without a key reaches this server, and it can be told apart from others} */
    public boolean knowsSessions() {
        return !cluster && !run.isEmpty();
    }

    /** {@return whether the server is older than what is supported: 6.2} */
    boolean tooOld() {
        return major > 0 && (major < 6 || major == 6 && minor < 2);
    }
}
