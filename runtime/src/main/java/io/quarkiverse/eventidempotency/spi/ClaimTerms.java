package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;

/** The part of a claim that is the same for all events of one method. Built once. */
public final class ClaimTerms {

    private final @Nullable String scope;
    private final long leaseMillis;
    private final int maxAttempts;
    private final AfterCrash afterCrash;
    private final @Nullable String node;
    private final long cacheMillis;

    /** The members of records that are the same for all events, as JSON. */
    private final byte[] scopeMember;
    private final byte[] nodeMember;

    /** The terms of a scope without a near cache. */
    public ClaimTerms(@Nullable String scope, long leaseMillis, int maxAttempts, AfterCrash afterCrash,
            @Nullable String node) {
        this(scope, leaseMillis, maxAttempts, afterCrash, node, 0);
    }

    /**
     * @param scope the scope that the key is unique within; {@code null} for none
     * @param leaseMillis how long a claim holds without a sign of its owner, in milliseconds
     * @param maxAttempts the number of attempts that an event has; 0 for no bound
     * @param afterCrash the consequence of a lease that has expired
     * @param node the name of this process in records; {@code null} for none
     * @param cacheMillis how long a completed record may stay in a near cache of this process, in milliseconds; 0 for not at
     *        all
     */
    public ClaimTerms(@Nullable String scope, long leaseMillis, int maxAttempts, AfterCrash afterCrash,
            @Nullable String node, long cacheMillis) {
        this.scope = scope;
        this.leaseMillis = leaseMillis;
        this.maxAttempts = maxAttempts;
        this.afterCrash = afterCrash;
        this.node = node;
        this.cacheMillis = cacheMillis;
        this.scopeMember = scope == null ? new byte[0] : new JsonBytes(32).ascii(",\"scope\":").string(scope).toBytes();
        this.nodeMember = node == null ? new byte[0] : new JsonBytes(32).ascii(",\"node\":").string(node).toBytes();
    }

    /** {@return the scope that keys are unique within; {@code null} for none} */
    public @Nullable String scope() {
        return scope;
    }

    /** {@return how long a claim holds without a sign of its owner, in milliseconds} */
    public long leaseMillis() {
        return leaseMillis;
    }

    /** {@return the number of attempts that an event has; 0 for no bound} */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** {@return the consequence of a lease that has expired} */
    public AfterCrash afterCrash() {
        return afterCrash;
    }

    /** {@return the name of this process in records; {@code null} for none} */
    public @Nullable String node() {
        return node;
    }

    /** {@return how long a completed record may stay in a near cache, in milliseconds; 0 for not at all} */
    public long cacheMillis() {
        return cacheMillis;
    }

    byte[] scopeMember() {
        return scopeMember;
    }

    byte[] nodeMember() {
        return nodeMember;
    }
}
