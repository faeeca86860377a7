package io.quarkiverse.eventidempotency.runtime.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The random tokens of claims: 32 hexadecimal digits. The first half is drawn once for the process. The other half is a counter
 * that starts at a drawn number and is scrambled: unique within the process for certain, without a secure draw (and its lock)
 * for each event.
 */
public final class OwnerTokens implements Supplier<String> {

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(ISO_8859_1);

    private final AtomicLong counter;
    /** The digits of the token that a thread makes, of which the first half stays. */
    private final ThreadLocal<byte[]> digits;

    public OwnerTokens() {
        SecureRandom random = new SecureRandom();
        String process = HexFormat.of().toHexDigits(random.nextLong());
        counter = new AtomicLong(random.nextLong());
        digits = ThreadLocal.withInitial(() -> process.repeat(2).getBytes(ISO_8859_1));
    }

    @Override
    public String get() {
        byte[] token = digits.get();
        long value = scramble(counter.getAndIncrement());
        for (int i = 0; i < 16; i++) {
            token[16 + i] = DIGITS[(int) (value >>> (60 - 4 * i)) & 0xf];
        }
        return new String(token, ISO_8859_1);
    }

    /** A bijection of 64 bits, the finalizer of SplitMix64. */
    private static long scramble(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
