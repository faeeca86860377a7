package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.ArrayList;
import java.util.List;

import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;

/** The addresses {@code valkey://} and {@code valkeys://}, for a client that accepts {@code redis://} and {@code rediss://}. */
public final class ValkeyUris {

    private static final String PLAIN = "valkey://";
    private static final String TLS = "valkeys://";

    private ValkeyUris() {
    }

    /** Writes addresses as the client accepts them; others stay as they are. */
    public static void rewrite(RedisOptions options) {
        List<String> accepted = new ArrayList<>();
        boolean tls = false;
        for (String address : options.getEndpoints()) {
            if (address.startsWith(TLS)) {
                accepted.add("rediss://" + address.substring(TLS.length()));
                tls = true;
            } else {
                accepted.add(address.startsWith(PLAIN) ? "redis://" + address.substring(PLAIN.length()) : address);
            }
        }
        if (accepted.equals(options.getEndpoints())) {
            return;
        }
        options.setEndpoints(accepted);
        if (tls) {
            options.setNetClientOptions(new NetClientOptions(options.getNetClientOptions()).setSsl(true));
        }
    }
}
