package io.quarkiverse.eventidempotency.runtime.engine;

import static io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute.choice;
import static io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute.duration;
import static io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute.flag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;

/**
 * The attributes that one source sets: an annotation, a scope in code, or the configuration of a scope or of all scopes. The
 * constants define each attribute; annotation, code, configuration and Dev UI derive from them.
 *
 * @param values by {@link PolicyAttribute#member() name}; an attribute that the source does not set is absent
 */
public record PolicyOverrides(Map<String, Object> values) {

    public static final PolicyAttribute<Duration> TTL = duration("ttl", Duration.ofHours(24), Duration.ofMillis(1), true);
    public static final PolicyAttribute<Duration> LEASE = duration("lease", Duration.ofSeconds(20), Duration.ofMillis(100),
            true);
    public static final PolicyAttribute<Duration> WAIT_TIMEOUT = duration("waitTimeout", Duration.ofSeconds(30), Duration.ZERO,
            true);
    public static final PolicyAttribute<OnDuplicate> ON_DUPLICATE = choice("onDuplicate", OnDuplicate.REPLAY, true);
    public static final PolicyAttribute<OnInFlight> ON_IN_FLIGHT = choice("onInFlight", OnInFlight.WAIT, true);
    public static final PolicyAttribute<OnMissingKey> ON_MISSING_KEY = choice("onMissingKey", OnMissingKey.FAIL, true);
    public static final PolicyAttribute<AfterCrash> AFTER_CRASH = choice("afterCrash", AfterCrash.RERUN, true);
    public static final PolicyAttribute<Integer> MAX_ATTEMPTS = new PolicyAttribute<>("maxAttempts", Integer.class, 0, true,
            value -> value < 0 ? "it must not be negative; 0 is no bound" : null);
    public static final PolicyAttribute<Boolean> STORE_RESULT = flag("storeResult", true, true);
    public static final PolicyAttribute<GuardMode> MODE = choice("mode", GuardMode.GUARD, false);
    public static final PolicyAttribute<OnStoreFailure> ON_STORE_FAILURE = choice("onStoreFailure", OnStoreFailure.FAIL, false);
    public static final PolicyAttribute<Duration> STORE_RETRY_TIMEOUT = duration("storeRetryTimeout", Duration.ofSeconds(20),
            Duration.ZERO, false);
    public static final PolicyAttribute<Boolean> FENCE_STRICT = flag("fenceStrict", false, false);

    public static final PolicyAttribute<Integer> CLAIM_AHEAD = new PolicyAttribute<>("claimAhead", Integer.class, 128, false,
            value -> value < 0 || value > 1024 ? "it must be at least 0, which switches it off, and at most 1024" : null);
    public static final PolicyAttribute<Boolean> SETTLE_BEHIND = flag("settleBehind", true, false);

    public static final PolicyAttribute<Duration> CACHE_MAX_AGE = duration("cacheMaxAge", Duration.ZERO, Duration.ZERO, false);

    /** All attributes, in the order in which they are shown. */
    public static final List<PolicyAttribute<?>> ATTRIBUTES = List.of(TTL, LEASE, WAIT_TIMEOUT, ON_DUPLICATE, ON_IN_FLIGHT,
            ON_MISSING_KEY, AFTER_CRASH, MAX_ATTEMPTS, STORE_RESULT, MODE, ON_STORE_FAILURE, STORE_RETRY_TIMEOUT, FENCE_STRICT,
            CLAIM_AHEAD, SETTLE_BEHIND, CACHE_MAX_AGE);

    /** The attributes of claims that outlive a crash. A record in the handler's own transaction has none of them. */
    public static final List<PolicyAttribute<?>> OF_CLAIMS = List.of(LEASE, AFTER_CRASH, MAX_ATTEMPTS, ON_STORE_FAILURE,
            STORE_RETRY_TIMEOUT, FENCE_STRICT, CLAIM_AHEAD, SETTLE_BEHIND, CACHE_MAX_AGE);

    public static final PolicyOverrides NONE = new PolicyOverrides(Map.of());

    /** Overrides all sources where deliveries are only observed: nothing makes a delivery fail or wait. */
    private static final PolicyOverrides OBSERVED = NONE.with(ON_MISSING_KEY, OnMissingKey.PROCEED)
            .with(ON_STORE_FAILURE, OnStoreFailure.PROCEED).with(STORE_RETRY_TIMEOUT, Duration.ZERO);

    public PolicyOverrides {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /**
     * These and one more.
     *
     * @param value {@code null} for an attribute that is not set
     */
    public <T> PolicyOverrides with(PolicyAttribute<T> attribute, @Nullable T value) {
        return value == null ? this : new PolicyOverrides(Map.of(attribute.member(), value)).over(this);
    }

    /** {@return these, and from others the attributes that are not set here} */
    public PolicyOverrides over(PolicyOverrides others) {
        Map<String, Object> merged = new TreeMap<>(others.values);
        merged.putAll(values);
        return new PolicyOverrides(merged);
    }

    /** {@return these, with the attributes that are fixed where deliveries are only observed} */
    PolicyOverrides observedIfSo() {
        return in(MODE) == GuardMode.OBSERVE ? OBSERVED.over(this) : this;
    }

    /** {@return whether {@link GuardMode#OBSERVE} fixes an attribute} */
    public static boolean isFixedByObserving(PolicyAttribute<?> attribute) {
        return OBSERVED.get(attribute) != null;
    }

    /** {@return the value that is set; {@code null} where none is} */
    public <T> @Nullable T get(PolicyAttribute<T> attribute) {
        Object value = values.get(attribute.member());
        return value == null ? null : attribute.type().cast(value);
    }

    /** {@return the value that is set, else the attribute's default} */
    public <T> T in(PolicyAttribute<T> attribute) {
        T value = get(attribute);
        return value == null ? attribute.otherwise() : value;
    }

    /**
     * The values that are not allowed.
     *
     * @param names how messages name an attribute
     * @return a sentence for each: attribute, value and rule
     */
    public List<String> problems(Function<PolicyAttribute<?>, String> names) {
        List<String> problems = new ArrayList<>();
        for (PolicyAttribute<?> attribute : ATTRIBUTES) {
            String rule = rule(attribute);
            if (rule != null) {
                problems.add(names.apply(attribute) + " is " + get(attribute) + ": " + rule);
            }
        }
        return problems;
    }

    private <T> @Nullable String rule(PolicyAttribute<T> attribute) {
        T value = get(attribute);
        return value == null ? null : attribute.rule().apply(value);
    }
}
