package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.ArrayList;
import java.util.List;

import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;

/** The addresses {@code valkey://} and {@code valkeys://}, for a client that accepts {@code redis://} and {@code rediss://}. */
public final class ValkeyUris {

    private ValkeyUris() {
    }

    /** Writes addresses as the client accepts them; others stay as they are. */
    public static void rewrite(RedisOptions options) {
        List<String> given = options.getEndpoints();
        List<String> accepted = new ArrayList<>(given);
        accepted.replaceAll(address -> address.replaceFirst("^valkey(s?)://", "redis$1://"));
        if (accepted.equals(given)) {
            return;
        }
        boolean tls = given.stream().anyMatch(address -> address.startsWith("valkeys://"));
        options.setEndpoints(accepted);
        if (tls) {
            options.setNetClientOptions(new NetClientOptions(options.getNetClientOptions()).setSsl(true));
        }
    }
}
