package io.quarkiverse.eventidempotency.runtime.redis.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Response;

/** The steps other than a claim and its settlement: of the delivery that holds the claim, or of an operator. */
public final class RecordCalls {

    private RecordCalls() {
    }

    private static <R> ScriptCall<R> call(Script script, String name, UniSubscriber<? super R> caller,
            Function<Response, R> decoder, String storeKey, byte[]... arguments) {
        return new ScriptCall<>(script, name, caller, decoder, Arguments.script(storeKey, arguments));
    }

    public static ScriptCall<RenewReply> renew(String storeKey, String owner, long holdMillis,
            UniSubscriber<? super RenewReply> caller) {
        return call(Script.RENEW, "a renewal", caller, reply -> RenewReply.valueOf(reply.toString()), storeKey,
                Arguments.of(owner), Arguments.of(holdMillis));
    }

    /** Reads a value and what is left of its time to live, both of the same moment. */
    public static ScriptCall<Optional<StoredValue>> find(String storeKey,
            UniSubscriber<? super Optional<StoredValue>> caller) {
        return call(Script.FIND, "a look at a record", caller, reply -> value(storeKey, reply), storeKey);
    }

    private static Optional<StoredValue> value(String storeKey, Response reply) {
        if (reply.size() == 0) {
            return Optional.empty();
        }
        String text = reply.size() == 1 ? null : reply.get(1).toString();
        return Optional.of(new StoredValue(storeKey, text, reply.get(0).toLong()));
    }

    public static ScriptCall<DeleteResult> delete(DeleteRequest request, UniSubscriber<? super DeleteResult> caller) {
        return operate(DeleteResult.class, "a deletion", caller, request.storeKey(), "DELETE", request.token(),
                request.leaseMillis(), request.holdMillis(), meant(request.seen()), request.leaseEnded() ? "1" : "0");
    }

    private static String meant(@Nullable StoredValue seen) {
        if (seen == null) {
            return "";
        }
        return seen.text() == null ? "NO_TEXT" : Script.sha1(seen.text().getBytes(UTF_8));
    }

    public static ScriptCall<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis,
            UniSubscriber<? super ReleaseResult> caller) {
        return operate(ReleaseResult.class, "a release", caller, storeKey, "RELEASE", token, leaseMillis, holdMillis);
    }

    public static ScriptCall<OrphanReply> orphan(String storeKey, String token, long leaseMillis, long holdMillis,
            long endedMillis, UniSubscriber<? super OrphanReply> caller) {
        return operate(OrphanReply.class, "a revocation", caller, storeKey, "ORPHAN", token, leaseMillis, holdMillis,
                endedMillis);
    }

    public static ScriptCall<ForceResult> force(ForceRequest request, UniSubscriber<? super ForceResult> caller) {
        return operate(ForceResult.class, "a forced outcome", caller, request.storeKey(), request.outcome().name(),
                request.token(), request.leaseMillis(), request.ttlMillis(), request.firstSeenAt(), request.identity(),
                request.ending());
    }

    /**
     * Takes one step of {@code SCAN}, on the server that the cursor is at. By script, since only commands with a key can be
     * sent to a node of a Cluster that is chosen.
     */
    public static ScriptCall<StoreKeys> scan(String prefix, String text, ScanCursor from, int count,
            UniSubscriber<? super StoreKeys> caller) {
        return call(Script.SCAN, "a step over the keys", caller, reply -> keys(from, reply),
                HashSlot.keyOf(from.slot(), prefix), Arguments.of(from.cursor()), Arguments.of(from.run()),
                Arguments.of(pattern(prefix, text)), Arguments.of(count),
                Arguments.of(HashSlot.isTagged(prefix) ? HashSlot.COUNT : from.slot()));
    }

    /** {@return the glob of keys that begin with a prefix and have a text somewhere after it} */
    private static String pattern(String prefix, String text) {
        StringBuilder pattern = new StringBuilder(prefix.length() + text.length() + 2);
        escape(prefix, pattern);
        pattern.append('*');
        if (!text.isEmpty()) {
            escape(text, pattern);
            pattern.append('*');
        }
        return pattern.toString();
    }

    private static void escape(String text, StringBuilder pattern) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("*?[]\\^".indexOf(c) >= 0) {
                pattern.append('\\');
            }
            pattern.append(c);
        }
    }

    private static StoreKeys keys(ScanCursor from, Response reply) {
        String run = reply.get(0).toString();
        String cursor = reply.get(1).toString();
        int after = reply.get(3).toInteger();
        List<String> keys = new ArrayList<>();
        reply.get(2).forEach(key -> keys.add(key.toString()));
        ScanCursor next = !cursor.equals("0") ? new ScanCursor(from.slot(), run, cursor)
                : after < 0 ? null : ScanCursor.start(after);
        return new StoreKeys(keys, next == null ? null : next.toString());
    }

    private static <R extends Enum<R>> ScriptCall<R> operate(Class<R> replies, String name, UniSubscriber<? super R> caller,
            String storeKey, Object... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            bytes[i] = Arguments.of(arguments[i].toString());
        }
        return call(Script.OPERATE, name, caller, reply -> Enum.valueOf(replies, reply.toString()), storeKey,
                bytes);
    }
}
