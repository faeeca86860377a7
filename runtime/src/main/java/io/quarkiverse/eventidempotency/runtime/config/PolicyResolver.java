package io.quarkiverse.eventidempotency.runtime.config;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.Mode;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.ScopeConfig;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.records.RecordTerms;
import io.quarkiverse.eventidempotency.runtime.engine.scope.ScopeAttributes;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
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
    /** What a time to live has to be. */
    public static final String TTL_BOUNDS = "it must be at least 1 ms and at most 36500 days";

    private static final BigInteger MAX_RESULT_SIZE = BigInteger.valueOf(512L * 1024 * 1024);

    private final EventIdempotencyConfig config;
    private final ScopeCounters counters;

    public PolicyResolver(EventIdempotencyConfig config, ScopeCounters counters) {
        this.config = config;
        this.counters = counters;
        check(PREFIX + "ttl", config.ttl(), ScopeAttributes.MIN_TTL);
        check(PREFIX + "lease", config.lease(), ScopeAttributes.MIN_LEASE);
        check(PREFIX + "wait-timeout", config.waitTimeout(), Duration.ZERO);
        check(PREFIX + "store-retry-timeout", Optional.of(config.storeRetryTimeout()), Duration.ZERO);
        check(PREFIX + "shutdown-timeout", Optional.of(config.shutdownTimeout()), Duration.ZERO);
        check(PREFIX + "redis.command-timeout", Optional.of(config.redis().commandTimeout()), Duration.ofMillis(1));
        check(PREFIX + "clean-up.interval", config.cleanUp().interval(), MIN_INTERVAL);
        check(PREFIX + "clean-up.older-than", Optional.of(config.cleanUp().olderThan()), Duration.ZERO);
        checkResultSize(config.maxResultSize().asBigInteger());
        notNegative(PREFIX + "max-attempts", config.maxAttempts());
        config.maxWaitingThreads().ifPresent(threads -> positive(PREFIX + "max-waiting-threads", threads));
        positive(PREFIX + "redis.max-pending", config.redis().maxPending());
        positive(PREFIX + "redis.connections", config.redis().connections());
        positive(PREFIX + "in-memory.max-records", config.inMemory().maxRecords());
        config.scopes().forEach(PolicyResolver::check);
    }

    public GuardPolicy policyOf(GuardedMethodSpec spec) {
        GuardPolicy policy = policy(spec);
        if (PRIMITIVES.contains(spec.resultType())) {
            checkSkip(spec, "on-duplicate", policy.onDuplicate() == OnDuplicate.SKIP);
            checkSkip(spec, "on-in-flight", policy.onInFlight() == OnInFlight.SKIP);
        }
        checkStoreResult(spec, policy);
        return policy;
    }

    /** {@return the name under which a scope is configured} */
    public static String nameOf(@Nullable String scope) {
        return scope == null ? NO_SCOPE : scope;
    }

    private @Nullable ScopeConfig scope(GuardedMethodSpec spec) {
        return config.scopes().get(spec.scopeName());
    }

    private static void checkSkip(GuardedMethodSpec spec, String property, boolean skips) {
        if (skips) {
            throw new ConfigurationException(PREFIX + property + ", or " + PREFIX + "scopes.\""
                    + spec.scopeName() + "\"." + property
                    + ", is skip, which returns null, and "
                    + spec.method() + " returns " + spec.resultType() + ": choose another " + property
                    + " for its scope, or return an object");
        }
    }

    private static void checkStoreResult(GuardedMethodSpec spec, GuardPolicy policy) {
        if (spec.resultNeeded() && !policy.storeResult()) {
            throw new ConfigurationException(PREFIX + "store-result, or " + PREFIX + "scopes.\"" + spec.scopeName()
                    + "\".store-result, is false, and duplicates of " + spec.method() + " need its result, of type "
                    + spec.resultType() + ": set " + PREFIX + "scopes.\"" + spec.scopeName()
                    + "\".store-result=true, or let it return nothing");
        }
    }

    private GuardPolicy policy(GuardedMethodSpec spec) {
        Said said = new Said(duration(spec.ttlMillis()), duration(spec.leaseMillis()), duration(spec.waitTimeoutMillis()),
                spec.onDuplicate(), spec.onInFlight(), spec.onMissingKey(), spec.afterCrash(), spec.maxAttempts(),
                spec.storeResult());
        return builder(spec.scope(), said, counters.of(spec.scope())).method(spec.method()).patient(!spec.channels().isEmpty())
                .resultNeeded(spec.resultNeeded()).build();
    }

    /** {@return what is in force for a scope that code uses: what the code says has the place of an annotation} */
    public GuardPolicy policyOf(ScopeAttributes attributes) {
        Said said = new Said(attributes.ttl(), attributes.lease(), attributes.waitTimeout(), attributes.onDuplicate(),
                attributes.onInFlight(), attributes.onMissingKey(), attributes.afterCrash(), attributes.maxAttempts(),
                attributes.storeResult());
        return builder(attributes.scope(), said, counters.of(attributes.scope())).method(attributes.method())
                .terminal(attributes::isTerminal).resultNeeded(attributes.resultNeeded()).build();
    }

    /** {@return the terms of the records of a scope that no method has, as far as they are configured} */
    public RecordTerms termsOf(@Nullable String scope) {
        return RecordTerms.of(builder(scope, Said.NOTHING, new DeliveryCounters()).build());
    }

    /** What an annotation says, or code in its place; {@code null} where it says nothing. */
    private record Said(@Nullable Duration ttl, @Nullable Duration lease, @Nullable Duration waitTimeout,
            @Nullable OnDuplicate onDuplicate, @Nullable OnInFlight onInFlight, @Nullable OnMissingKey onMissingKey,
            @Nullable AfterCrash afterCrash, @Nullable Integer maxAttempts, @Nullable Boolean storeResult) {

        static final Said NOTHING = new Said(null, null, null, null, null, null, null, null, null);
    }

    private GuardPolicy.Builder builder(@Nullable String name, Said said, DeliveryCounters counters) {
        ScopeConfig scope = config.scopes().get(nameOf(name));
        return GuardPolicy
                .builder(name, name == null ? config.keyPrefix() : config.keyPrefix() + name + ':', counters)
                .generation(scope == null ? null : scope.generation().orElse(null))
                .onDuplicate(first(scope, ScopeConfig::onDuplicate, said.onDuplicate(), config.onDuplicate(),
                        OnDuplicate.REPLAY))
                .onInFlight(first(scope, ScopeConfig::onInFlight, said.onInFlight(), config.onInFlight(), OnInFlight.WAIT))
                .onMissingKey(first(scope, ScopeConfig::onMissingKey, said.onMissingKey(), config.onMissingKey(),
                        OnMissingKey.FAIL))
                .onStoreFailure(first(scope, ScopeConfig::onStoreFailure, null, Optional.empty(), config.onStoreFailure()))
                .ttlMillis(first(scope, ScopeConfig::ttl, said.ttl(), config.ttl(), Duration.ofHours(24)).toMillis())
                .leaseMillis(first(scope, ScopeConfig::lease, said.lease(), config.lease(), Duration.ofSeconds(20))
                        .toMillis())
                .waitTimeoutMillis(first(scope, ScopeConfig::waitTimeout, said.waitTimeout(), config.waitTimeout(),
                        Duration.ofSeconds(30)).toMillis())
                .storeRetryMillis(first(scope, ScopeConfig::storeRetryTimeout, null, Optional.empty(),
                        config.storeRetryTimeout()).toMillis())
                .fenceStrict(first(scope, ScopeConfig::fenceStrict, null, Optional.empty(), config.fenceStrict()))
                .afterCrash(first(scope, ScopeConfig::afterCrash, said.afterCrash(), config.afterCrash(), AfterCrash.RERUN))
                .maxAttempts(first(scope, ScopeConfig::maxAttempts, said.maxAttempts(), config.maxAttempts(), 0))
                .storeResult(first(scope, ScopeConfig::storeResult, said.storeResult(), config.storeResult(), true))
                .observe(first(scope, ScopeConfig::mode, null, Optional.empty(), config.mode()) == Mode.OBSERVE);
    }

    /** {@return what the own identity of a message is taken from} */
    public List<IdentitySource> identitySourcesOf(GuardedMethodSpec spec) {
        return first(scope(spec), ScopeConfig::identitySources, null, Optional.empty(), config.identitySources());
    }

    /** {@return whether messages may ask for their bodies to run unguarded} */
    public boolean allowsBypass(GuardedMethodSpec spec) {
        return !spec.channels().isEmpty()
                && first(scope(spec), ScopeConfig::allowBypass, null, Optional.empty(), config.allowBypass());
    }

    private static <T> T first(@Nullable ScopeConfig scope, Function<ScopeConfig, Optional<T>> ofScope,
            @Nullable T ofAnnotation, Optional<T> ofAll, T otherwise) {
        Optional<T> configured = scope == null ? Optional.empty() : ofScope.apply(scope);
        if (configured.isPresent()) {
            return configured.get();
        }
        return ofAnnotation != null ? ofAnnotation : ofAll.orElse(otherwise);
    }

    private static @Nullable Duration duration(@Nullable Long millis) {
        return millis == null ? null : Duration.ofMillis(millis);
    }

    private static void check(String name, ScopeConfig scope) {
        String prefix = PREFIX + "scopes.\"" + name + "\".";
        check(prefix + "ttl", scope.ttl(), ScopeAttributes.MIN_TTL);
        check(prefix + "lease", scope.lease(), ScopeAttributes.MIN_LEASE);
        check(prefix + "wait-timeout", scope.waitTimeout(), Duration.ZERO);
        check(prefix + "store-retry-timeout", scope.storeRetryTimeout(), Duration.ZERO);
        notNegative(prefix + "max-attempts", scope.maxAttempts());
        if (scope.generation().isPresent() && !GENERATION.matcher(scope.generation().get()).matches()) {
            throw new ConfigurationException(prefix + "generation is '" + scope.generation().get()
                    + "': it must be 1 to 64 letters, digits, '_', '.' and '-', as in 2026-02");
        }
    }

    /** {@return whether a duration is none that an event can be remembered for} */
    public static boolean isNoTtl(Duration ttl) {
        return ttl.compareTo(ScopeAttributes.MIN_TTL) < 0 || ttl.compareTo(ScopeAttributes.MAX) > 0;
    }

    private static void check(String property, Optional<Duration> value, Duration min) {
        if (value.isPresent() && (value.get().compareTo(min) < 0 || value.get().compareTo(ScopeAttributes.MAX) > 0)) {
            throw new ConfigurationException(property + " is " + value.get() + ": it must be at least " + min
                    + " and at most " + ScopeAttributes.MAX.toDays() + " days");
        }
    }

    private static void checkResultSize(BigInteger size) {
        if (size.signum() < 1 || size.compareTo(MAX_RESULT_SIZE) > 0) {
            throw new ConfigurationException(PREFIX + "max-result-size is " + size
                    + ": it must be at least 1 and at most 512M, Redis' largest value");
        }
    }

    private static void notNegative(String property, Optional<Integer> value) {
        if (value.isPresent() && value.get() < 0) {
            throw new ConfigurationException(property + " is " + value.get() + ": it must not be negative; 0 is no bound");
        }
    }

    private static void positive(String property, int value) {
        if (value < 1) {
            throw new ConfigurationException(property + " is " + value + ": it must be at least 1");
        }
    }
}
