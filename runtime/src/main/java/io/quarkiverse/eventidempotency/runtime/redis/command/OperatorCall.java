package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Response;

/** What an operator decides on one record. */
public final class OperatorCall<R extends Enum<R>> extends ScriptCall<R> {

    private final Class<R> replies;
    private final String name;
    private final Object[] arguments;

    /** @param arguments of one of the methods below */
    public OperatorCall(Class<R> replies, String name, Object[] arguments, UniSubscriber<? super R> caller) {
        super(Script.OPERATE, caller);
        this.replies = replies;
        this.name = name;
        // one step is subscribed to more than once
        this.arguments = arguments.clone();
    }

    public static Object[] delete(DeleteRequest request) {
        return arguments(request.storeKey(), "DELETE", request.token(), request.leaseMillis(), request.holdMillis(),
                meant(request.seen()), request.leaseEnded() ? "1" : "0");
    }

    private static String meant(@Nullable StoredValue seen) {
        if (seen == null) {
            return "";
        }
        return seen.text() == null ? "NO_TEXT" : Script.sha1(seen.text().getBytes(StandardCharsets.UTF_8));
    }

    public static Object[] release(String storeKey, String token, long leaseMillis, long holdMillis) {
        return arguments(storeKey, "RELEASE", token, leaseMillis, holdMillis);
    }

    public static Object[] orphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis) {
        return arguments(storeKey, "ORPHAN", token, leaseMillis, holdMillis, endedMillis);
    }

    public static Object[] force(ForceRequest request) {
        return arguments(request.storeKey(), request.outcome().name(), request.token(), request.leaseMillis(),
                request.ttlMillis(), request.firstSeenAt(), request.identity(), request.ending());
    }

    private static Object[] arguments(String storeKey, Object... more) {
        byte[][] bytes = new byte[more.length][];
        for (int i = 0; i < more.length; i++) {
            bytes[i] = Arguments.of(more[i].toString());
        }
        return Arguments.script(storeKey, bytes);
    }

    @Override
    public boolean isOfOperator() {
        return true;
    }

    @Override
    Object[] arguments() {
        return arguments;
    }

    @Override
    R decode(Response reply) {
        return Enum.valueOf(replies, reply.toString());
    }

    @Override
    public String name() {
        return name;
    }
}
