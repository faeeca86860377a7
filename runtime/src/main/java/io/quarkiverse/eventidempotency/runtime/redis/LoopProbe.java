package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.AbstractList;

import org.jspecify.annotations.Nullable;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/**
 * A batch that is never written, and tells two things of the connection that it is given to.
 * <p>
 * It marks the connection as one that is not to be shared. It is the pool's, where closing it means to hand it to the next
 * one who asks, with our unanswered commands still on it; it is closed for good when it was used for {@code SELECT}. The
 * second command lacks its arguments, so that the client refuses the batch after it has seen the first; nor could a server
 * do anything with either.
 * <p>
 * And it finds the event loop that the connection lives on, which is where the client reads the batch. Used from another,
 * the client makes a context for each command of a batch, has each answer delivered on another thread, and mixes up the
 * texts of their errors.
 */
final class LoopProbe extends AbstractList<Request> {

    private final VertxInternal vertx;
    private volatile @Nullable EventLoop loop;

    LoopProbe(VertxInternal vertx) {
        this.vertx = vertx;
    }

    @Override
    public Request get(int index) {
        for (EventExecutor executor : vertx.getEventLoopGroup()) {
            if (executor.inEventLoop()) {
                loop = (EventLoop) executor;
            }
        }
        return index == 0 ? Request.cmd(Command.SELECT).arg("") : Request.cmd(Command.GET);
    }

    @Override
    public int size() {
        return 2;
    }

    /** {@return the connection's event loop, if it was found} */
    @Nullable
    EventLoop loop() {
        return loop;
    }
}
