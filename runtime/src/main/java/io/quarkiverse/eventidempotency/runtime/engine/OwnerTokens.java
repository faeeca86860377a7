package io.quarkiverse.eventidempotency.runtime.engine;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The random tokens of claims: 32 hexadecimal digits. The first 13 are drawn once for the process. The others are a counter,
 * in decimal digits, that starts at a drawn number and is scrambled: unique within the process for certain, without a secure
 * draw (and its lock) for each event. Decimal digits are appended without a text of their own.
 */
public final class OwnerTokens {

    private static final long MASK = (1L << 62) - 1;

    /** The first number of 19 digits. */
    private static final long FIRST = 1_000_000_000_000_000_000L;

    private final String process;
    private final AtomicLong counter;

    public OwnerTokens() {
        SecureRandom random = new SecureRandom();
        process = HexFormat.of().toHexDigits(random.nextLong(), 13);
        counter = new AtomicLong(random.nextLong());
    }

    public String next() {
        return process + (FIRST + scramble(counter.getAndIncrement() & MASK));
    }

    /** A bijection of 62 bits: as the finalizer of SplitMix64, whose steps are bijections of any number of bits. */
    private static long scramble(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L & MASK;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL & MASK;
        return z ^ (z >>> 31);
    }
}
