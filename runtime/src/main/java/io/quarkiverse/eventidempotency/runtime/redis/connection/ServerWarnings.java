package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;

/** Warns of servers that records are not safe on: when a connection is opened, and again only when something has changed. */
public final class ServerWarnings {

    private @Nullable ServerInfo tooOld;
    private @Nullable String evicting;

    public void serverIs(ServerInfo server) {
        ServerInfo before = tooOld;
        tooOld = server.tooOld() ? server : null;
        if (tooOld != null && !tooOld.equals(before)) {
            RedisStoreLog.START.serverTooOld(server.major(), server.minor());
        }
    }

    /** @param info the answer to {@code INFO memory} */
    public void memoryIs(String info) {
        String limit = ServerInfo.field(info, "\nmaxmemory:");
        String policy = ServerInfo.field(info, "\nmaxmemory_policy:");
        if (limit == null || policy == null) {
            return;
        }
        String before = evicting;
        evicting = limit.equals("0") || policy.equals("noeviction") ? null : policy;
        if (evicting != null && !Objects.equals(evicting, before)) {
            RedisStoreLog.START.evicts(policy);
        }
    }
}
