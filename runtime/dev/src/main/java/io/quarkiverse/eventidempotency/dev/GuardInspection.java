package io.quarkiverse.eventidempotency.dev;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.StoreChoice;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkus.redis.runtime.client.config.RedisConfig;

/** What developers look at of the guarded methods: what is in force, where it was set, and how often what happened. */
@Singleton
public class GuardInspection {

    private final EventIdempotencyBuildConfig build;
    private final EventIdempotencyConfig config;
    private final GuardedMethodSpecs specs;
    private final ScopeCounters counters;
    private final StoreChoice store;

    GuardInspection(EventIdempotencyBuildConfig build, EventIdempotencyConfig config, GuardedMethodSpecs specs,
            ScopeCounters counters, StoreChoice store) {
        this.build = build;
        this.config = config;
        this.specs = specs;
        this.counters = counters;
        this.store = store;
    }

    /** @param store the store in use, for people to read */
    public record Overview(int methods, boolean enabled, String store) {
    }

    /**
     * A guarded method of a bean.
     *
     * @param scope the scope as configuration names it, {@code none} for none
     * @param counts how often what happened in its scope, without what did not
     */
    public record Handler(String method, String beanClass, List<String> channels, String scope, String keySource,
            String resultType, List<Policy> policies, Map<String, Long> counts) {
    }

    /**
     * One attribute that is in force.
     *
     * @param source what set it: {@code annotation}, {@code default}, or the name of the property
     */
    public record Policy(String name, String value, String source) {
    }

    /** {@return what the card shows} */
    Overview overview() {
        return new Overview(specs.specs().size(), config.enabled(), store());
    }

    private String store() {
        IdempotencyStore opened = store.open();
        if (opened instanceof InMemoryStore) {
            return "in-memory";
        }
        return opened instanceof RedisStore ? "Redis " + hosts() : opened.getClass().getName();
    }

    /** Without what a URL may hold besides: passwords. */
    private String hosts() {
        return ConfigProvider.getConfig()
                .getOptionalValues(RedisConfig.getPropertyName(build.redis().clientName(), RedisConfig.HOSTS), URI.class)
                .orElse(List.of()).stream().map(GuardInspection::place).collect(Collectors.joining(", "));
    }

    private static String place(URI uri) {
        if (uri.getHost() == null) {
            return String.valueOf(uri.getPath());
        }
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ':' + uri.getPort();
    }

    /** {@return the guarded methods, sorted} */
    List<Handler> handlers() {
        PolicyResolver policies = new PolicyResolver(config, counters);
        return specs.specs().stream().map(spec -> handler(spec, policies.policyOf(spec)))
                .sorted(Comparator.comparing(Handler::method).thenComparing(Handler::beanClass)).toList();
    }

    private Handler handler(GuardedMethodSpec spec, GuardPolicy policy) {
        return new Handler(spec.method(), spec.beanClass(), spec.channels(), spec.scopeName(), spec.keySource(),
                spec.resultType(), policies(spec, policy), counts(counters.of(spec.scope())));
    }

    private static List<Policy> policies(GuardedMethodSpec spec, GuardPolicy policy) {
        List<Policy> policies = new ArrayList<>();
        for (PolicyAttribute<?> attribute : PolicyOverrides.ATTRIBUTES) {
            PolicyAttribute<?> source = policy.observe() && PolicyOverrides.isFixedByObserving(attribute) ? PolicyOverrides.MODE
                    : attribute;
            policies.add(new Policy(attribute.property(), shown(policy.overrides().in(attribute)),
                    PolicyResolver.sourceOf(source, spec, GuardInspection::isSet)));
        }
        return policies;
    }

    /** A default has no source of its own. */
    private static boolean isSet(String property) {
        ConfigValue value = ConfigProvider.getConfig().getConfigValue(property);
        return value.getValue() != null && value.getSourceOrdinal() > Integer.MIN_VALUE;
    }

    private static String shown(Object value) {
        return value instanceof Duration ? value.toString().substring("PT".length()) : value.toString();
    }

    private static Map<String, Long> counts(DeliveryCounters counters) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
            add(counts, outcome, counters.count(outcome));
        }
        for (DeliveryIncident incident : DeliveryIncident.values()) {
            add(counts, incident, counters.count(incident));
        }
        return counts;
    }

    private static void add(Map<String, Long> counts, Enum<?> what, long n) {
        if (n > 0) {
            counts.put(RecentDeliveries.name(what), n);
        }
    }
}
