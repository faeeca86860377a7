package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.command.ErrorReply;
import io.quarkiverse.eventidempotency.runtime.redis.command.HashSlot;
import io.quarkiverse.eventidempotency.runtime.redis.command.Script;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * The check of a new connection: whether its user may run every command that a delivery needs, before the first claim. A
 * claim can succeed without some of them, and its completion could then never be stored.
 * <p>
 * On a Cluster each node with slots is checked. A node that gets slots later is not, until the connection is opened again.
 * Refusals of a key are ignored: permissions can be limited to single scopes, and a claim is the first to meet them.
 */
public final class CommandCheck {

    private final RedisConnection connection;
    private final ServerAddress address;
    private final String prefix;
    private final boolean cluster;

    /** Each command that was refused, with the error. */
    private final Map<String, String> refused = new LinkedHashMap<>();

    /** Thrown when a server refuses commands that deliveries need. The message names them, and the remedy. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message, null, false, false);
        }
    }

    CommandCheck(RedisConnection connection, ServerAddress address, String prefix, boolean cluster) {
        this.connection = connection;
        this.address = address;
        this.prefix = prefix;
        this.cluster = cluster;
    }

    /** {@return a failure when commands are refused, or cannot be checked until the server is ready, or another one is} */
    Future<Void> run() {
        if (!cluster) {
            return check(null).compose(checked -> result());
        }
        return connection.send(Request.cmd(Command.CLUSTER).arg("SLOTS")).transform(slots -> {
            Future<Void> all = Future.succeededFuture();
            for (int slot : nodes(slots.result()).values()) {
                all = all.compose(checked -> check(HashSlot.keyOf(slot, prefix)));
            }
            return all.compose(checked -> result());
        });
    }

    /** {@return for each node with slots one of them} */
    private static Map<String, Integer> nodes(@Nullable Response slots) {
        Map<String, Integer> nodes = new TreeMap<>();
        if (slots == null || slots.size() == 0) {
            return Map.of("", 0);
        }
        for (Response range : slots) {
            nodes.putIfAbsent(range.get(2).get(0) + ":" + range.get(2).get(1), range.get(0).toInteger());
        }
        return nodes;
    }

    /** @param leadingKey leads to a node of a Cluster */
    private Future<Void> check(@Nullable String leadingKey) {
        return check(Command.EVALSHA, "EVALSHA", Script.CHECK.sha1(), leadingKey)
                .compose(checked -> check(Command.EVAL, "EVAL", Script.CHECK.text(), leadingKey));
    }

    private Future<Void> check(Command command, String name, byte[] script, @Nullable String leadingKey) {
        Request request = leadingKey != null ? Request.cmd(command, script, "1", leadingKey)
                : Request.cmd(command, script, "0", prefix + "check:" + UUID.randomUUID());
        return connection.send(request).transform(reply -> judge(name, reply));
    }

    private Future<Void> judge(String command, AsyncResult<@Nullable Response> reply) {
        if (reply.failed()) {
            String error = ErrorReply.text(reply.cause());
            return error == null ? Future.failedFuture(reply.cause()) : judge(command, error, reply.cause());
        }
        Response errors = reply.result();
        int size = errors == null || errors.type() != ResponseType.MULTI ? 0 : errors.size();
        for (int i = 0; i + 1 < size; i += 2) {
            Future<Void> judged = judge(errors.get(i).toString(), errors.get(i + 1).toString(), null);
            if (judged.failed()) {
                return judged;
            }
        }
        return Future.succeededFuture();
    }

    private Future<Void> judge(String command, String error, @Nullable Throwable cause) {
        if (ErrorReply.refusesCommand(error)) {
            // without the arguments, which a server quotes
            refused.putIfAbsent(command, error.replaceFirst(", with args.*", ""));
        } else if (ErrorReply.wrongServer(error) || ErrorReply.isOfLogin(error) || ErrorReply.runsNothing(error)) {
            return Future.failedFuture(cause == null ? ErrorReply.of(error) : cause);
        }
        return Future.succeededFuture();
    }

    private Future<Void> result() {
        if (refused.isEmpty()) {
            return Future.succeededFuture();
        }
        String first = refused.values().iterator().next();
        return Future.failedFuture(new Refused("Redis at " + address.hosts() + " refuses "
                + String.join(", ", refused.keySet()) + " to user " + address.user() + ", \"" + first + "\""
                + ErrorReply.remedy(first, address.user(), refused.keySet())));
    }
}
