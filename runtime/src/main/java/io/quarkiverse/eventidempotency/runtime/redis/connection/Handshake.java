package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.command.ErrorReply;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * One attempt to open a connection, up to where commands can be sent, with a client of its own.
 * <p>
 * It is late when nothing is received for longer than a command may take. Then its client is closed, and with that
 * everything that it has begun.
 */
final class Handshake {

    private final HeldConnection owner;
    private final long startedNanos = System.nanoTime();

    private long timer = -1;
    private @Nullable StoreClient client;
    private @Nullable OpenConnection opened;
    private @Nullable Session session;
    private ServerInfo server = ServerInfo.UNKNOWN;
    private boolean connected;
    private boolean over;

    /**
     * A connection as its server knows it, by which it can be closed from another one.
     *
     * @param serverRun what names the server until it is restarted, {@code run_id}
     * @param clientId the connection's number there
     */
    record Session(String serverRun, long clientId) {
    }

    Handshake(HeldConnection owner) {
        this.owner = owner;
        setTimer(owner.options.commandTimeout().toNanos());
    }

    private void setTimer(long nanos) {
        timer = owner.vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), id -> owner.run(this::timeIsUp));
    }

    private void timeIsUp() {
        if (over) {
            return;
        }
        long silentSince = client == null ? startedNanos : client.lastReceivedNanos(startedNanos);
        long left = owner.options.commandTimeout().toNanos() - (System.nanoTime() - silentSince);
        if (left > 0) {
            setTimer(left);
            return;
        }
        fail(new TimeoutException("nothing was received for " + owner.options.commandTimeout().toMillis() + " ms"));
    }

    long ageMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    }

    void start() {
        Future<RedisConnection> connecting;
        try {
            StoreClient own = new StoreClient(owner.vertx, owner.clients);
            client = own;
            own.onRefused(() -> owner.run(() -> fail(new IllegalStateException("the connection was closed"))));
            connecting = own.connect();
        } catch (RuntimeException e) {
            connecting = Future.failedFuture(e);
        }
        connecting.onComplete(result -> owner.run(() -> connected(result)));
    }

    private void connected(AsyncResult<RedisConnection> result) {
        if (over) {
            return;
        }
        if (result.failed()) {
            fail(result.cause());
            return;
        }
        connected = true;
        RedisConnection given = result.result();
        given.exceptionHandler(failure -> owner.run(() -> broke(failure)));
        given.endHandler(end -> owner.run(() -> broke(new IllegalStateException("the connection was closed"))));
        identify(given)
                .compose(setsAndGets -> new CommandCheck(given, owner.address, owner.options.keyPrefix(), cluster()).run()
                        .map(setsAndGets))
                .onComplete(checked -> owner.run(() -> {
                    if (checked.succeeded()) {
                        finish(given, checked.result());
                    } else {
                        fail(checked.cause());
                    }
                }));
    }

    /** {@return whether the server can claim fresh keys without a script} */
    private Future<Boolean> identify(RedisConnection given) {
        return given.send(Request.cmd(Command.INFO).arg("server")).transform(info -> {
            server = info.result() == null ? ServerInfo.UNKNOWN : ServerInfo.parse(info.result().toString());
            owner.health.serverIs(server);
            return info.failed() ? byScript(info)
                    : askForMemory(given).compose(asked -> closeDoubtful(given)).compose(closed -> askForSession(given));
        });
    }

    /** Only to warn of it: a server that does not answer that is as good as any. */
    private Future<Void> askForMemory(RedisConnection given) {
        return given.send(Request.cmd(Command.INFO).arg("memory")).transform(memory -> {
            if (memory.result() != null) {
                owner.health.memoryIs(memory.result().toString());
            }
            return Future.succeededFuture();
        });
    }

    /**
     * What was sent on a connection that is closed here can still be read there, long after the same steps were sent again: a
     * server that was frozen does so. One that does not let us close it leaves that to the tokens.
     */
    private Future<Void> closeDoubtful(RedisConnection given) {
        Session before = owner.inDoubt;
        if (before == null || !before.serverRun().equals(server.run())) {
            return Future.succeededFuture();
        }
        return given.send(Request.cmd(Command.CLIENT).arg("KILL").arg("ID").arg(before.clientId())).transform(killed -> {
            if (killed.succeeded() || ErrorReply.text(killed.cause()) != null) {
                owner.inDoubt = null;
            }
            return Future.succeededFuture();
        });
    }

    private Future<Boolean> askForSession(RedisConnection given) {
        if (!server.knowsSessions()) {
            return Future.succeededFuture(false);
        }
        return given.send(Request.cmd(Command.CLIENT).arg("ID")).transform(id -> {
            Response reply = id.result();
            session = reply == null ? null : new Session(server.run(), reply.toLong());
            return server.setsAndGets() && owner.options.fastPath() ? askTheTime(given) : Future.succeededFuture(false);
        });
    }

    private Future<Boolean> askTheTime(RedisConnection given) {
        long asked = System.nanoTime();
        return given.send(Request.cmd(Command.TIME)).transform(time -> {
            Response reply = time.result();
            if (reply == null) {
                return byScript(time);
            }
            owner.clock.observe(TimeCall.micros(reply), asked, System.nanoTime());
            return Future.succeededFuture(true);
        });
    }

    /** A server that does not tell what it is does for scripts; one that knows no one without a password does not. */
    private static Future<Boolean> byScript(AsyncResult<@Nullable Response> answer) {
        String error = answer.succeeded() ? "" : ErrorReply.text(answer.cause());
        return error == null || ErrorReply.isOfLogin(error) ? Future.failedFuture(answer.cause())
                : Future.succeededFuture(false);
    }

    private boolean cluster() {
        return server.cluster() || owner.address.cluster();
    }

    private void finish(RedisConnection given, boolean setsAndGets) {
        StoreClient own = client;
        if (over || own == null) {
            return;
        }
        over = true;
        owner.vertx.cancelTimer(timer);
        if (owner.wantsConnection()) {
            opened = new OpenConnection(owner, own, given, setsAndGets, !cluster(), session);
        } else {
            own.close();
        }
        owner.connected(this, opened);
    }

    private void broke(Throwable failure) {
        if (opened != null) {
            opened.end("The connection to Redis broke before it answered", failure);
        } else {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        if (over) {
            return;
        }
        abandon();
        // the client waits for ever after some errors
        String refusal = client == null || connected || ErrorReply.text(failure) != null ? null : client.refusal();
        owner.notConnected(this, refusal == null ? failure : ErrorReply.of(refusal));
    }

    /** Ends the attempt with everything that it has begun. */
    void abandon() {
        over = true;
        owner.vertx.cancelTimer(timer);
        if (client != null) {
            client.close();
        }
    }
}
