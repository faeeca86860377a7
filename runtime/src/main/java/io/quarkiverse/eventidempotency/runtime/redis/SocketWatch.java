package io.quarkiverse.eventidempotency.runtime.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Watches one socket for bytes, and its first answer for an error. */
final class SocketWatch extends ChannelInboundHandlerAdapter {

    private static final int MAX_ERROR = 300;

    private final WatchedVertx owner;
    private boolean answered;
    private boolean refused;

    SocketWatch(WatchedVertx owner) {
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
