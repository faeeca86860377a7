package io.quarkiverse.eventidempotency.runtime.redis.connection;

import org.jspecify.annotations.Nullable;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * How much may be unanswered at a time: so many commands, and no more than have their answers there in time, of which those to
 * duplicates can be large. How large answers are is known from the last ones; after a connection that did not answer in time
 * they are expected to be too large for more than one, until they turn out to be smaller. Outlives connections; touched on the
 * event loop alone.
 */
final class ReplyWindow {

    private static final long BYTES = 8 << 20;

    /** By a part of so many the size that is expected goes down with each smaller answer. */
    private static final int FORGETS = 32;

    private final int max;
    private long expected = 1;

    ReplyWindow(int max) {
        this.max = max;
    }

    /** {@return how many commands may be unanswered} */
    int unanswered() {
        return (int) Math.max(1, Math.min(max, BYTES / expected));
    }

    void answered(@Nullable Response reply) {
        expected = Math.max(1 + size(reply), expected - expected / FORGETS);
    }

    void notAnsweredInTime() {
        expected = BYTES;
    }

    /** What a record is in: the answer, or its parts. */
    private static long size(@Nullable Response reply) {
        if (reply == null) {
            return 0;
        }
        if (reply.type() == ResponseType.BULK) {
            return reply.toBuffer().length();
        }
        long size = 0;
        if (reply.type() == ResponseType.MULTI) {
            for (int i = 0; i < reply.size(); i++) {
                size += size(reply.get(i));
            }
        }
        return size;
    }
}
