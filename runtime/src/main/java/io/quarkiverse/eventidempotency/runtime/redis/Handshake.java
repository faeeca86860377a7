package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * One attempt to open a connection, up to where commands can be sent.
 * <p>
 * It is late when it takes longer than a command may, as it does on a server that is frozen. The client cannot take an
 * attempt back; one that succeeds late is as good as any.
 */
final class Handshake {

    private final HeldConnection owner;
    private final VertxInternal vertx;
    private final ServerClock clock;
    private final RedisStoreOptions options;
    private final long timer;
    private final long startedNanos = System.nanoTime();

    private @Nullable RedisConnection connection;
    private @Nullable OpenConnection opened;
    private @Nullable Session session;
    private ServerInfo server = ServerInfo.UNKNOWN;
    private boolean onItsLoop;
    private boolean over;

    Handshake(HeldConnection owner, VertxInternal vertx, ServerClock clock, RedisStoreOptions options) {
        this.owner = owner;
        this.vertx = vertx;
        this.clock = clock;
        this.options = options;
        this.timer = vertx.setTimer(options.commandTimeout().toMillis(), id -> owner.run(this::late));
    }

    private void late() {
        owner.notConnected(this, new TimeoutException(
                "Redis did not accept a connection within " + options.commandTimeout().toMillis() + " ms"));
    }

    long ageNanos() {
        return System.nanoTime() - startedNanos;
    }

    void start(Redis redis) {
        Future<RedisConnection> connecting;
        try {
            connecting = redis.connect();
        } catch (RuntimeException e) {
            connecting = Future.failedFuture(e);
        }
        connecting.onComplete(result -> owner.run(() -> connected(result)));
    }

    private void connected(AsyncResult<RedisConnection> result) {
        if (result.failed()) {
            fail(result.cause());
            return;
        }
        RedisConnection given = result.result();
        connection = given;
        given.exceptionHandler(failure -> owner.run(() -> broke(failure)));
        given.endHandler(end -> owner.run(() -> broke(new IllegalStateException("The connection was closed"))));
        LoopProbe probe = new LoopProbe(vertx);
        given.batch(probe).onComplete(refused -> owner.run(() -> probed(given, probe)));
    }

    private void probed(RedisConnection given, LoopProbe probe) {
        onItsLoop = owner.moveTo(probe.loop());
        // on the new loop if it moved
        owner.run(() -> askServer(given));
    }

    private void askServer(RedisConnection given) {
        given.send(Request.cmd(Command.INFO).arg("server")).onComplete(info -> owner.run(() -> {
            server = info.result() == null ? ServerInfo.UNKNOWN : ServerInfo.parse(info.result().toString());
            owner.warnings().serverIs(server);
            if (info.succeeded()) {
                askForMemory(given);
            } else {
                finishByScript(given, info);
            }
        }));
    }

    /** Only to warn of it: a server that does not tell is as good as any. */
    private void askForMemory(RedisConnection given) {
        given.send(Request.cmd(Command.INFO).arg("memory")).onComplete(memory -> owner.run(() -> {
            if (memory.result() != null) {
                owner.warnings().memoryIs(memory.result().toString());
            }
            Session before = owner.takeInDoubt(server);
            if (before != null) {
                killThenAskForSession(given, before);
            } else {
                askForSession(given);
            }
        }));
    }

    /**
     * What was sent on a connection that is closed here can still be read there, long after the same steps were sent again: a
     * server that was frozen does so. One that does not let us close it leaves that to the tokens.
     */
    private void killThenAskForSession(RedisConnection given, Session before) {
        given.send(Request.cmd(Command.CLIENT).arg("KILL").arg("ID").arg(before.clientId()))
                .onComplete(killed -> owner.run(() -> askForSession(given)));
    }

    private void askForSession(RedisConnection given) {
        if (!server.knowsSessions()) {
            finish(given, false);
            return;
        }
        given.send(Request.cmd(Command.CLIENT).arg("ID")).onComplete(id -> owner.run(() -> {
            Response reply = id.result();
            session = reply == null ? null : new Session(server.run(), reply.toLong());
            if (server.setsAndGets() && options.fastPath()) {
                askTheTime(given);
            } else {
                finish(given, false);
            }
        }));
    }

    private void askTheTime(RedisConnection given) {
        long asked = System.nanoTime();
        given.send(Request.cmd(Command.TIME)).onComplete(time -> {
            long answered = System.nanoTime();
            owner.run(() -> timeTold(given, time, asked, answered));
        });
    }

    private void timeTold(RedisConnection given, AsyncResult<Response> time, long asked, long answered) {
        Response reply = time.result();
        if (reply != null) {
            clock.observe(TimeCall.micros(reply), asked, answered);
            finish(given, true);
        } else {
            finishByScript(given, time);
        }
    }

    /** A server that does not tell what it is does for scripts; one that knows nobody without a password does not. */
    private void finishByScript(RedisConnection given, AsyncResult<Response> answer) {
        String error = answer.succeeded() ? "" : ErrorReply.text(answer.cause());
        if (error == null || ErrorReply.isOfLogin(error)) {
            fail(answer.cause());
        } else {
            finish(given, false);
        }
    }

    private void finish(RedisConnection given, boolean setsAndGets) {
        if (over) {
            return;
        }
        over = true;
        vertx.cancelTimer(timer);
        if (owner.wantsConnection()) {
            opened = new OpenConnection(owner, vertx, given, clock,
                    new Abilities(setsAndGets, !server.cluster(), onItsLoop, session), options);
        } else {
            HeldConnection.discard(given);
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
        over = true;
        vertx.cancelTimer(timer);
        if (connection != null) {
            HeldConnection.discard(connection);
        }
        owner.notConnected(this, failure);
    }

    boolean over() {
        return over;
    }
}
