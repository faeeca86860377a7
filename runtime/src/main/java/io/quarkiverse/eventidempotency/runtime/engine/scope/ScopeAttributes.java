package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;

/**
 * What code says of a scope that it uses; {@code null} where it says nothing. Changed only while it is made: see
 * {@link #copy()}.
 */
public final class ScopeAttributes {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    /** The shortest time to live. */
    public static final Duration MIN_TTL = Duration.ofMillis(1);

    /** The shortest lease. */
    public static final Duration MIN_LEASE = Duration.ofMillis(100);

    /** The longest duration of any kind. */
    public static final Duration MAX = Duration.ofDays(36_500);

    private final @Nullable String scope;
    private final boolean hasResults;
    private @Nullable Duration ttl;
    private @Nullable Duration lease;
    private @Nullable Duration waitTimeout;
    private @Nullable OnDuplicate onDuplicate;
    private @Nullable OnInFlight onInFlight;
    private @Nullable OnMissingKey onMissingKey;
    private @Nullable AfterCrash afterCrash;
    private @Nullable Integer maxAttempts;
    private @Nullable Boolean storeResult;
    private @Nullable String fingerprint;
    private List<Class<? extends Throwable>> terminalOn = List.of();

    /**
     * @param name the scope's name, or {@link Idempotent#NO_SCOPE}
     * @param hasResults whether its bodies have results, and not only ends
     * @throws IllegalArgumentException if it is none
     */
    public ScopeAttributes(String name, boolean hasResults) {
        this(checked(name), hasResults, null);
    }

    private ScopeAttributes(@Nullable String scope, boolean hasResults, @Nullable ScopeAttributes other) {
        this.scope = scope;
        this.hasResults = hasResults;
        if (other != null) {
            ttl = other.ttl;
            lease = other.lease;
            waitTimeout = other.waitTimeout;
            onDuplicate = other.onDuplicate;
            onInFlight = other.onInFlight;
            onMissingKey = other.onMissingKey;
            afterCrash = other.afterCrash;
            maxAttempts = other.maxAttempts;
            storeResult = other.storeResult;
            fingerprint = other.fingerprint;
            terminalOn = other.terminalOn;
        }
    }

    private static @Nullable String checked(String name) {
        if (name.equals(Idempotent.NO_SCOPE)) {
            return null;
        }
        if (!NAME.matcher(name).matches() || name.equals("none")) {
            throw new IllegalArgumentException(
                    "The scope '" + name + "' must be one or more letters, digits, '_', '.' and '-', "
                            + "and not none; or Idempotent.NO_SCOPE");
        }
        return name;
    }

    ScopeAttributes copy() {
        return new ScopeAttributes(scope, hasResults, this);
    }

    private static Duration checked(String what, Duration value, Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    what + " is " + value + ": it must be at least " + min + " and at most " + MAX.toDays() + " days");
        }
        return value;
    }

    ScopeAttributes ttl(Duration value) {
        ttl = checked("The ttl", value, MIN_TTL);
        return this;
    }

    ScopeAttributes lease(Duration value) {
        lease = checked("The lease", value, MIN_LEASE);
        return this;
    }

    ScopeAttributes waitTimeout(Duration value) {
        waitTimeout = checked("The waitTimeout", value, Duration.ZERO);
        return this;
    }

    ScopeAttributes onDuplicate(OnDuplicate value) {
        onDuplicate = value;
        return this;
    }

    ScopeAttributes onInFlight(OnInFlight value) {
        onInFlight = value;
        return this;
    }

    ScopeAttributes onMissingKey(OnMissingKey value) {
        onMissingKey = value;
        return this;
    }

    ScopeAttributes afterCrash(AfterCrash value) {
        afterCrash = value;
        return this;
    }

    ScopeAttributes maxAttempts(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("maxAttempts is " + value + ": it must be at least 1, or 0 for no bound");
        }
        maxAttempts = value;
        return this;
    }

    ScopeAttributes storeResult(boolean value) {
        storeResult = value;
        return this;
    }

    ScopeAttributes fingerprint(@Nullable String value) {
        fingerprint = value;
        return this;
    }

    ScopeAttributes terminalOn(Iterable<Class<? extends Throwable>> value) {
        List<Class<? extends Throwable>> types = new ArrayList<>();
        value.forEach(types::add);
        terminalOn = List.copyOf(types);
        return this;
    }

    /** Sets in a policy what code says, where nothing but the code counts. */
    public void applyTo(GuardPolicy.Builder policy) {
        if (ttl != null) {
            policy.ttlMillis(ttl.toMillis());
        }
        if (lease != null) {
            policy.leaseMillis(lease.toMillis());
        }
        if (waitTimeout != null) {
            policy.waitTimeoutMillis(waitTimeout.toMillis());
        }
        if (onDuplicate != null) {
            policy.onDuplicate(onDuplicate);
        }
        if (onInFlight != null) {
            policy.onInFlight(onInFlight);
        }
        if (onMissingKey != null) {
            policy.onMissingKey(onMissingKey);
        }
        if (afterCrash != null) {
            policy.afterCrash(afterCrash);
        }
        if (maxAttempts != null) {
            policy.maxAttempts(maxAttempts);
        }
        if (storeResult != null) {
            policy.storeResult(storeResult);
        }
        policy.resultNeeded(resultNeeded()).terminal(this::isTerminal).method(method());
    }

    /** {@return whether a duplicate cannot do without the first run's result} */
    public boolean resultNeeded() {
        return hasResults && !Boolean.FALSE.equals(storeResult);
    }

    /** {@return what messages call the code that uses the scope} */
    public String method() {
        return "code of the scope " + name();
    }

    /** {@return the scope; {@code null} for none} */
    public @Nullable String scope() {
        return scope;
    }

    /** {@return the scope as code names it} */
    public String name() {
        return scope == null ? Idempotent.NO_SCOPE : scope;
    }

    public @Nullable Duration ttl() {
        return ttl;
    }

    public @Nullable Duration lease() {
        return lease;
    }

    public @Nullable Duration waitTimeout() {
        return waitTimeout;
    }

    public @Nullable OnDuplicate onDuplicate() {
        return onDuplicate;
    }

    public @Nullable OnInFlight onInFlight() {
        return onInFlight;
    }

    public @Nullable OnMissingKey onMissingKey() {
        return onMissingKey;
    }

    public @Nullable AfterCrash afterCrash() {
        return afterCrash;
    }

    public @Nullable Integer maxAttempts() {
        return maxAttempts;
    }

    public @Nullable Boolean storeResult() {
        return storeResult;
    }

    public @Nullable String fingerprint() {
        return fingerprint;
    }

    /** {@return whether code says that a failure is an outcome} */
    public boolean isTerminal(Throwable failure) {
        for (Class<? extends Throwable> type : terminalOn) {
            if (type.isInstance(failure)) {
                return true;
            }
        }
        return false;
    }
}
