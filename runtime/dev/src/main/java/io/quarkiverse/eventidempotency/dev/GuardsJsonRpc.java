package io.quarkiverse.eventidempotency.dev;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.dev.HandlerStatistics.Statistics;
import io.quarkiverse.eventidempotency.dev.RecentDeliveries.Happenings;
import io.quarkiverse.eventidempotency.runtime.Node;
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
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;

/**
 * What the pages of the Dev UI, and tools by Dev MCP, ask of the guarded handlers: what is in force, where it was set, how
 * often what happened, and what happens. Tools are only given what reads, unless somebody allows them more.
 */
@Singleton
public class GuardsJsonRpc {

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** A stream that nobody ends, as when the browser goes away, ends itself. */
    private static final int LOOKS = 240;
    /** A sign of life distinguishes a stream without news from one that has ended. */
    private static final int LOOKS_UNTIL_HEARTBEAT = 20;

    private final EventIdempotencyBuildConfig build;
    private final EventIdempotencyConfig config;
    private final GuardedMethodSpecs specs;
    private final ScopeCounters counters;
    private final StoreChoice store;
    private final RecentDeliveries recent;
    private final StartWarnings warnings;
    private final HandlerStatistics statistics;
    private final WrittenAttributes written;
    private volatile long startedAt;

    GuardsJsonRpc(EventIdempotencyBuildConfig build, EventIdempotencyConfig config, GuardedMethodSpecs specs,
            ScopeCounters counters, StoreChoice store, RecentDeliveries recent, StartWarnings warnings,
            HandlerStatistics statistics, WrittenAttributes written) {
        this.build = build;
        this.config = config;
        this.specs = specs;
        this.counters = counters;
        this.store = store;
        this.recent = recent;
        this.warnings = warnings;
        this.statistics = statistics;
        this.written = written;
    }

    void started(@Observes StartupEvent event) {
        startedAt = System.currentTimeMillis();
    }

    /**
     * The application as a whole.
     *
     * @param store the store in use, for people to read
     * @param inMemory whether the store is in the memory of this process
     * @param node the name of this process in records
     * @param startedAt when the application started, or was last reloaded, in milliseconds since 1970
     */
    public record Overview(int methods, boolean enabled, String store, boolean inMemory, String node, long startedAt) {
    }

    /**
     * A guarded method of a bean.
     *
     * @param scope the scope as configuration names it, {@code none} for none
     * @param inTransaction whether its records are rows of the transaction that it runs in
     * @param counts how often what happened in its scope, without what did not
     * @param statistics its rate and times, without those of other methods of its scope
     * @param window how many messages behind the running one are claimed ahead at most; 0 for none
     */
    public record Handler(String method, String beanClass, List<String> channels, String scope, String keySource,
            String resultType, boolean inTransaction, List<Policy> policies, Map<String, Long> counts, Statistics statistics,
            int window) {
    }

    /** One attribute that is in force, and what set it: {@code annotation}, {@code default}, or the name of the property. */
    public record Policy(String name, String value, String source) {
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Shows how many methods of the application are guarded by event idempotency, whether it is switched "
            + "on, and which store contains its records")
    public Overview overview() {
        return new Overview(specs.specs().size(), config.enabled(), store(), store.chosen() instanceof InMemoryStore,
                config.node().orElseGet(Node::name), startedAt);
    }

    private String store() {
        IdempotencyStore opened = store.chosen();
        if (opened instanceof InMemoryStore) {
            return "in-memory";
        }
        return opened instanceof RedisStore ? "Redis " + hosts() : opened.getClass().getName();
    }

    /** Without what a URL may hold besides: passwords. */
    private String hosts() {
        return ConfigProvider.getConfig()
                .getOptionalValues(RedisConfig.getPropertyName(build.redis().clientName(), RedisConfig.HOSTS), URI.class)
                .orElse(List.of()).stream().map(GuardsJsonRpc::place).collect(Collectors.joining(", "));
    }

    private static String place(URI uri) {
        if (uri.getHost() == null) {
            return String.valueOf(uri.getPath());
        }
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ':' + uri.getPort();
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists the guarded event handlers: channels, scope, where the idempotency key comes from, each "
            + "policy in force and what set it, how often what has happened, the rate, and the run and waiting times")
    public List<Handler> handlers() {
        PolicyResolver policies = new PolicyResolver(config, counters);
        return specs.specs().stream().map(spec -> handler(spec, policies.policyOf(spec)))
                .sorted(Comparator.comparing(Handler::method).thenComparing(Handler::beanClass)).toList();
    }

    private Handler handler(GuardedMethodSpec spec, GuardPolicy policy) {
        return new Handler(spec.method(), spec.beanClass(), spec.channels(), spec.scopeName(), spec.keySource(),
                spec.resultType(), spec.inTransaction(), policies(spec, policy), counts(counters.of(spec.scope())),
                statistics.of(spec.method()), counters.of(spec.scope()).window());
    }

    private List<Policy> policies(GuardedMethodSpec spec, GuardPolicy policy) {
        List<Policy> policies = new ArrayList<>();
        for (PolicyAttribute<?> attribute : PolicyOverrides.ATTRIBUTES) {
            if (spec.inTransaction() && PolicyOverrides.OF_CLAIMS.contains(attribute)) {
                continue;
            }
            PolicyAttribute<?> source = policy.observe() && PolicyOverrides.isFixedByObserving(attribute) ? PolicyOverrides.MODE
                    : attribute;
            policies.add(new Policy(attribute.property(), shown(policy.overrides().in(attribute)),
                    PolicyResolver.sourceOf(source, spec, GuardsJsonRpc::isSet)));
        }
        WrittenAttributes.Attributes attributes = written.of(spec.methodId());
        if (!spec.inTransaction()) {
            policies.add(policy("terminal-on", String.join(", ", attributes.terminalOn())));
        }
        policies.add(policy("fingerprint", attributes.fingerprint()));
        return policies;
    }

    /** An attribute that only the annotation can set. */
    private static Policy policy(String name, String written) {
        return new Policy(name, written.isEmpty() ? "none" : written, written.isEmpty() ? "default" : "annotation");
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

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists the warnings of the build and of the start of the application: settings that work, but may not "
            + "be intended")
    public List<StartWarnings.Warning> startWarnings() {
        return warnings.all();
    }

    @JsonRpcDescription("Streams what happens to deliveries, and a sign of life every five seconds. It ends after a minute: "
            + "subscribe again to continue. since: the number of the last one that is known (optional: without it, all)")
    public Multi<Happenings> happenings(Long since) {
        AtomicLong last = new AtomicLong(since == null ? 0 : since);
        return Multi.createFrom().ticks().every(LOOK_EVERY).onOverflow().drop().select().first(LOOKS)
                .onItem().transformToIterable(tick -> look(tick + 1, last));
    }

    private List<Happenings> look(long look, AtomicLong last) {
        boolean over = look >= LOOKS;
        Happenings now = recent.since(last.get(), over);
        last.set(now.last());
        return !over && now.items().isEmpty() && look % LOOKS_UNTIL_HEARTBEAT != 0 ? List.of() : List.of(now);
    }
}
