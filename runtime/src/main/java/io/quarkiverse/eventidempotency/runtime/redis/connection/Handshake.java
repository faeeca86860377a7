package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.command.ErrorReply;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
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
        askServer(given);
    }

    private void askServer(RedisConnection given) {
        ask(given, Request.cmd(Command.INFO).arg("server"), info -> {
            server = info.result() == null ? ServerInfo.UNKNOWN : ServerInfo.parse(info.result().toString());
            owner.health.serverIs(server);
            if (info.succeeded()) {
                askForMemory(given);
            } else {
                finishByScript(given, info);
            }
        });
    }

    private void ask(RedisConnection given, Request request, Handler<AsyncResult<@Nullable Response>> answered) {
        given.send(request).onComplete(answer -> owner.run(() -> answered.handle(answer)));
    }

    /** Only to warn of it: a server that does not answer that is as good as any. */
    private void askForMemory(RedisConnection given) {
        ask(given, Request.cmd(Command.INFO).arg("memory"), memory -> {
            if (memory.result() != null) {
                owner.health.memoryIs(memory.result().toString());
            }
            Session before = owner.inDoubt;
            if (before != null && before.serverRun().equals(server.run())) {
                // What was sent on a connection that is closed here can still be read there, long after the same steps were
                // sent again: a server that was frozen does so. One that does not let us close it leaves that to the tokens.
                ask(given, Request.cmd(Command.CLIENT).arg("KILL").arg("ID").arg(before.clientId()),
                        killed -> {
                            if (killed.succeeded() || ErrorReply.text(killed.cause()) != null) {
                                owner.inDoubt = null;
                            }
                            askForSession(given);
                        });
            } else {
                askForSession(given);
            }
        });
    }

    private void askForSession(RedisConnection given) {
        if (!server.knowsSessions()) {
            checkCommands(given, false);
            return;
        }
        ask(given, Request.cmd(Command.CLIENT).arg("ID"), id -> {
            Response reply = id.result();
            session = reply == null ? null : new Session(server.run(), reply.toLong());
            if (server.setsAndGets() && owner.options.fastPath()) {
                askTheTime(given);
            } else {
                checkCommands(given, false);
            }
        });
    }

    private void askTheTime(RedisConnection given) {
        long asked = System.nanoTime();
        ask(given, Request.cmd(Command.TIME), time -> {
            Response reply = time.result();
            if (reply != null) {
                owner.clock.observe(TimeCall.micros(reply), asked, System.nanoTime());
                checkCommands(given, true);
            } else {
                finishByScript(given, time);
            }
        });
    }

    /** A server that does not tell what it is does for scripts; one that knows no one without a password does not. */
    private void finishByScript(RedisConnection given, AsyncResult<@Nullable Response> answer) {
        String error = answer.succeeded() ? "" : ErrorReply.text(answer.cause());
        if (error == null || ErrorReply.isOfLogin(error)) {
            fail(answer.cause());
        } else {
            checkCommands(given, false);
        }
    }

    private void checkCommands(RedisConnection given, boolean setsAndGets) {
        if (over) {
            return;
        }
        new CommandCheck(given, owner.address, owner.options.keyPrefix(), cluster()).run()
                .onComplete(checked -> owner.run(() -> {
                    if (checked.succeeded()) {
                        finish(given, setsAndGets);
                    } else {
                        fail(checked.cause());
                    }
                }));
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
