package io.quarkiverse.eventidempotency.runtime.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * Watches one socket for bytes, and its first answer for an error. Commands that are written in one turn of the event loop
 * leave together, in writes of {@value #MAX_COPIED} bytes: the client flushes each.
 */
final class SocketWatch extends ChannelDuplexHandler {

    private static final int MAX_ERROR = 300;

    /** As much as Redis reads at once. */
    private static final int MAX_COPIED = 16 * 1024;

    private final StoreClient owner;
    private boolean answered;
    private boolean refused;

    /** What was written and not flushed, copied together. */
    private @Nullable ByteBuf together;
    private boolean flushing;

    SocketWatch(StoreClient owner) {
        this.owner = owner;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        owner.bytesReceived();
        if (!answered && message instanceof ByteBuf bytes && bytes.isReadable()) {
            answered = true;
            if (bytes.getByte(bytes.readerIndex()) == '-') {
                refused = true;
                owner.refusedWith(line(bytes));
            }
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        if (!(message instanceof ByteBuf bytes) || bytes.readableBytes() > MAX_COPIED) {
            writeTogether(context);
            context.write(message, written);
            return;
        }
        ByteBuf before = together;
        ByteBuf to = before != null ? before : context.alloc().ioBuffer(MAX_COPIED);
        together = to;
        to.writeBytes(bytes);
        bytes.release();
        // what cannot be sent after all closes the socket, and so is not lost
        written.trySuccess();
        if (to.readableBytes() >= MAX_COPIED) {
            writeTogether(context);
            context.flush(); // the server works on these while the next ones are encoded
        }
    }

    private void writeTogether(ChannelHandlerContext context) {
        ByteBuf bytes = together;
        if (bytes != null) {
            together = null;
            context.write(bytes);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (!flushing) {
            flushing = true;
            context.executor().execute(() -> flushNow(context));
        }
    }

    private void flushNow(ChannelHandlerContext context) {
        flushing = false;
        writeTogether(context);
        context.flush();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ReferenceCountUtil.release(together);
        together = null;
    }

    private static String line(ByteBuf bytes) {
        String text = bytes.toString(bytes.readerIndex() + 1, Math.min(MAX_ERROR, bytes.readableBytes() - 1), UTF_8);
        int end = text.indexOf('\r');
        return end < 0 ? text : text.substring(0, end);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context.fireChannelInactive();
        if (refused) {
            owner.closedAfterRefusal();
        }
    }
}
