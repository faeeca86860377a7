package io.quarkiverse.eventidempotency.runtime.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The random tokens of claims: 32 hexadecimal digits. Half of each is drawn once for the process, half is a counter that
 * starts at a drawn number and is scrambled: unique within the process for certain, without a secure draw (and its lock)
 * for each event.
 */
public final class OwnerTokens {

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(ISO_8859_1);

    private final long process;
    private final AtomicLong counter;

    public OwnerTokens() {
        SecureRandom random = new SecureRandom();
        process = random.nextLong();
        counter = new AtomicLong(random.nextLong());
    }

    public String next() {
        byte[] token = new byte[32];
        write(process, token, 0);
        write(scramble(counter.getAndIncrement()), token, 16);
        return new String(token, ISO_8859_1);
    }

    /** A bijection of 64 bits, the finalizer of SplitMix64. */
    private static long scramble(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static void write(long value, byte[] into, int from) {
        for (int i = 0; i < 16; i++) {
            into[from + i] = DIGITS[(int) (value >>> (60 - 4 * i)) & 0xf];
        }
    }
}
