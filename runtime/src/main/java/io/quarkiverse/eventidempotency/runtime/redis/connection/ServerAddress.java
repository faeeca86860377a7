package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

/**
 * The servers that a client is configured for, as messages name them.
 *
 * @param hosts their addresses, without credentials
 * @param user the user that the client logs in as
 * @param cluster whether the client is that of a Cluster, which sends commands without a key to any node
 * @param starts how many of them an attempt to connect can start with
 */
public record ServerAddress(String hosts, String user, boolean cluster, int starts) {

    private static final String DEFAULT_USER = "default";
    private static final int DEFAULT_PORT = 6379;

    public static ServerAddress of(RedisOptions options) {
        List<String> uris = options.getEndpoints();
        return new ServerAddress(uris.stream().map(ServerAddress::host).collect(Collectors.joining(", ")),
                uris.isEmpty() ? DEFAULT_USER : user(uris.get(0)), options.getType() == RedisClientType.CLUSTER,
                StoreClients.startsOf(options));
    }

    private static @Nullable URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String host(String text) {
        URI uri = uri(text);
        if (uri == null) {
            // not quoted: it can hold a password
            return "an address that is no URI";
        }
        if (uri.getHost() != null) {
            return uri.getHost() + ':' + (uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
        }
        String authority = uri.getRawAuthority();
        return authority == null ? String.valueOf(uri.getPath()) : authority.substring(authority.lastIndexOf('@') + 1);
    }

    private static String user(String text) {
        URI uri = uri(text);
        if (uri == null) {
            return DEFAULT_USER;
        }
        String info = uri.getUserInfo();
        if (info != null && info.indexOf(':') > 0) {
            return info.substring(0, info.indexOf(':'));
        }
        for (String parameter : uri.getQuery() == null ? new String[0] : uri.getQuery().split("&")) {
            if (parameter.startsWith("user=")) {
                return parameter.substring("user=".length());
            }
        }
        return DEFAULT_USER;
    }
}
