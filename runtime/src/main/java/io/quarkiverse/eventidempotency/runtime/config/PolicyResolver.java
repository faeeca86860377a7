package io.quarkiverse.eventidempotency.runtime.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.ScopeConfig;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.KeyForm;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.engine.records.RecordTerms;
import io.quarkiverse.eventidempotency.runtime.engine.scope.ScopeAttributes;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Decides what is in force for a guarded method: its scope's configuration, else the annotation as written, else the
 * configuration for all scopes, else the default.
 */
public final class PolicyResolver {

    /** The name under which methods without a scope are configured. */
    private static final String NO_SCOPE = "none";

    private static final String PREFIX = "quarkus.event-idempotency.";
    private static final Set<String> PRIMITIVES = Set.of("boolean", "byte", "char", "double", "float", "int", "long",
            "short");
    private static final Pattern GENERATION = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    private static final BigInteger MAX_RESULT_SIZE = BigInteger.valueOf(512L * 1024 * 1024);

    private final EventIdempotencyConfig config;
    private final ScopeCounters counters;
    private final PolicyOverrides ofAll;
    private final Map<String, PolicyOverrides> ofScopes = new HashMap<>();

    public PolicyResolver(EventIdempotencyConfig config, ScopeCounters counters) {
        this.config = config;
        this.counters = counters;
        this.ofAll = checked(PREFIX, config);
        config.scopes().forEach((name, scope) -> {
            String ofScope = "scopes.\"" + name + "\".";
            ofScopes.put(name, checked(PREFIX + ofScope, scope));
            scope.generation().ifPresent(generation -> require(GENERATION.matcher(generation).matches(),
                    ofScope + "generation", "'" + generation + "'",
                    "it must be 1 to 64 letters, digits, '_', '.' and '-', as in 2026-02"));
        });
        check("shutdown-timeout", config.shutdownTimeout(), Duration.ZERO);
        check("redis.command-timeout", config.redis().commandTimeout(), Duration.ofMillis(1));
        config.cleanUp().interval().ifPresent(interval -> check("clean-up.interval", interval, MIN_INTERVAL));
        check("database.clean-up-interval", config.database().cleanUpInterval(), MIN_INTERVAL);
        check("clean-up.older-than", config.cleanUp().olderThan(), Duration.ZERO);
        BigInteger size = config.maxResultSize().asBigInteger();
        require(size.signum() > 0 && size.compareTo(MAX_RESULT_SIZE) <= 0, "max-result-size", size,
                "it must be at least 1 and at most 512M, Redis' largest value");
        config.maxWaitingThreads().ifPresent(threads -> positive("max-waiting-threads", threads));
        positive("redis.max-pending", config.redis().maxPending());
        positive("redis.connections", config.redis().connections());
        positive("in-memory.max-records", config.inMemory().maxRecords());
        BigInteger cache = config.cache().maxSize().asBigInteger();
        require(cache.signum() > 0 && cache.bitLength() < Long.SIZE, "cache.max-size", cache, "it must be at least 1");
    }

    /** {@return whether a scope has a near cache} */
    public static boolean caches(EventIdempotencyConfig config) {
        return Stream.concat(Stream.of(config), config.scopes().values().stream())
                .anyMatch(scope -> PolicyConfig.overrides(scope).in(PolicyOverrides.CACHE_MAX_AGE).toMillis() > 0);
    }

    private static PolicyOverrides checked(String prefix, PolicyConfig config) {
        PolicyOverrides overrides = PolicyConfig.overrides(config);
        overrides.problems(attribute -> prefix + attribute.property()).forEach(problem -> {
            throw new ConfigurationException(problem);
        });
        return overrides;
    }

    /** {@return the policy in force for a method, without what its failures say} */
    public GuardPolicy policyOf(GuardedMethodSpec spec) {
        return policyOf(spec, failure -> false);
    }

    /** @param terminal returns whether a failure of the body is an outcome */
    public GuardPolicy policyOf(GuardedMethodSpec spec, Predicate<Throwable> terminal) {
        GuardPolicy policy = builder(spec.scope(), spec.overrides(), counters.of(spec.scope())).method(spec.method())
                .patient(!spec.channels().isEmpty()).resultNeeded(spec.resultNeeded()).terminal(terminal).build();
        if (PRIMITIVES.contains(spec.resultType())) {
            checkSkip(spec, PolicyOverrides.ON_DUPLICATE, policy.onDuplicate() == OnDuplicate.SKIP);
            checkSkip(spec, PolicyOverrides.ON_IN_FLIGHT, policy.onInFlight() == OnInFlight.SKIP);
        }
        checkStoreResult(spec, policy);
        if (spec.inTransaction()) {
            checkInTransaction(spec);
        }
        return policy;
    }

    /** {@return the policy in force for a scope that code uses; code has the precedence of an annotation} */
    public GuardPolicy policyOf(ScopeAttributes attributes) {
        return attributes.applyTo(builder(attributes.scope(), attributes.overrides(), counters.of(attributes.scope())))
                .build();
    }

    /** {@return the terms of the records of a scope that no method has, as far as they are configured} */
    public RecordTerms termsOf(@Nullable String scope) {
        return RecordTerms.of(builder(scope, PolicyOverrides.NONE, new DeliveryCounters()).build());
    }

    private GuardPolicy.Builder builder(@Nullable String name, PolicyOverrides written, DeliveryCounters counters) {
        ScopeConfig scope = config.scopes().get(nameOf(name));
        return GuardPolicy
                .builder(name, name == null ? config.keyPrefix() : config.keyPrefix() + name + ':', counters)
                .keyForm(new KeyForm(scope == null ? null : scope.generation().orElse(null), config.hashKeys()))
                .overrides(ofScopes.getOrDefault(nameOf(name), PolicyOverrides.NONE).over(written).over(ofAll));
    }

    /**
     * The source of an attribute's value.
     *
     * @param isSet whether a property is set
     * @return {@code annotation}, {@code default}, or the name of the property
     */
    public static String sourceOf(PolicyAttribute<?> attribute, GuardedMethodSpec spec, Predicate<String> isSet) {
        String ofScope = ofScope(spec, attribute.property());
        if (isSet.test(ofScope)) {
            return ofScope;
        }
        if (spec.overrides().get(attribute) != null) {
            return "annotation";
        }
        return isSet.test(PREFIX + attribute.property()) ? PREFIX + attribute.property() : "default";
    }

    private static String ofScope(GuardedMethodSpec spec, String property) {
        return PREFIX + "scopes.\"" + spec.scopeName() + "\"." + property;
    }

    /** {@return the name under which a scope is configured} */
    public static String nameOf(@Nullable String scope) {
        return scope == null ? NO_SCOPE : scope;
    }

    private static void checkSkip(GuardedMethodSpec spec, PolicyAttribute<?> attribute, boolean skips) {
        if (skips) {
            String property = attribute.property();
            throw new ConfigurationException(PREFIX + property + ", or " + ofScope(spec, property)
                    + ", is skip, which returns null, and " + spec.method() + " returns " + spec.resultType()
                    + ": choose another " + property + " for its scope, or return an object");
        }
    }

    /** What is set for all scopes is meant for others. */
    private void checkInTransaction(GuardedMethodSpec spec) {
        PolicyOverrides set = ofScopes.getOrDefault(spec.scopeName(), PolicyOverrides.NONE);
        for (PolicyAttribute<?> attribute : PolicyOverrides.OF_CLAIMS) {
            if (set.get(attribute) != null) {
                throw new ConfigurationException(ofScope(spec, attribute.property()) + " is set, and has no meaning for "
                        + spec.method() + ", which keeps its records in its own transaction (inTransaction = true): a crash is"
                        + " a rollback, and there is no claim that outlives it. Remove the setting");
            }
        }
    }

    private static void checkStoreResult(GuardedMethodSpec spec, GuardPolicy policy) {
        if (spec.resultNeeded() && !policy.storeResult()) {
            String property = ofScope(spec, "store-result");
            throw new ConfigurationException(PREFIX + "store-result, or " + property + ", is false, and duplicates of "
                    + spec.method() + " need its result, of type " + spec.resultType() + ": set " + property
                    + "=true, or let it return nothing");
        }
    }

    public List<IdentitySource> identitySourcesOf(GuardedMethodSpec spec) {
        return configured(spec, PolicyConfig::identitySources).orElse(List.of(IdentitySource.values()));
    }

    /** {@return whether messages may ask for their bodies to run unguarded} */
    public boolean allowsBypass(GuardedMethodSpec spec) {
        return !spec.channels().isEmpty() && configured(spec, PolicyConfig::allowBypass).orElse(false);
    }

    private <T> Optional<T> configured(GuardedMethodSpec spec, Function<PolicyConfig, Optional<T>> setting) {
        ScopeConfig scope = config.scopes().get(spec.scopeName());
        return (scope == null ? Optional.<T> empty() : setting.apply(scope)).or(() -> setting.apply(config));
    }

    /** {@return how many threads of the worker pool may wait for other deliveries; by default a quarter of it, at least 1} */
    public static int waitingThreads(EventIdempotencyConfig config) {
        return config.maxWaitingThreads().orElseGet(() -> Math.max(1, poolSize() / 4));
    }

    /** {@return whether messages may name keys; by default in dev mode only, where they are the developer's own} */
    public static boolean logsKeys(EventIdempotencyConfig config) {
        return config.logKeys().orElse(LaunchMode.current() == LaunchMode.DEVELOPMENT);
    }

    /** As Quarkus sizes its pool. */
    private static int poolSize() {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.thread-pool.max-threads", Integer.class)
                .orElseGet(() -> Math.max(8 * Runtime.getRuntime().availableProcessors(), 200));
    }

    private static void check(String property, Duration value, Duration min) {
        String rule = PolicyAttribute.outside(value, min);
        require(rule == null, property, value, rule);
    }

    private static void positive(String property, int value) {
        require(value > 0, property, value, "it must be at least 1");
    }

    private static void require(boolean holds, String property, Object value, @Nullable String rule) {
        if (!holds) {
            throw new ConfigurationException(PREFIX + property + " is " + value + ": " + rule);
        }
    }
}
