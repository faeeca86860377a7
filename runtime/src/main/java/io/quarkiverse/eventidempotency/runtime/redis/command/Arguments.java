package io.quarkiverse.eventidempotency.runtime.redis.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The arguments of requests as bytes, made where the caller is, so that the event loop only copies them. */
final class Arguments {

    static final byte[] NONE = {};
    static final byte[] YES = { '1' };
    static final byte[] NO = { '0' };

    private Arguments() {
    }

    static byte[] of(@Nullable String text) {
        return text == null ? NONE : text.getBytes(UTF_8);
    }

    static byte[] of(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }

    static byte[] of(boolean yes) {
        return yes ? YES : NO;
    }

    /** {@return what {@code EVALSHA} takes for a script on one key, the place of the script left free} */
    static Object[] script(String storeKey, byte[]... more) {
        Object[] all = new Object[3 + more.length];
        all[1] = YES; // one key
        all[2] = of(storeKey);
        System.arraycopy(more, 0, all, 3, more.length);
        return all;
    }
}
