package io.quarkiverse.eventidempotency.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig.IdentitySource;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class PolicyResolverTest {

    private static final String PREFIX = "quarkus.event-idempotency.";

    private static final ScopeCounters COUNTERS = new ScopeCounters(new GuardedMethodSpecs(
            Stream.of("orders.on", "other", "s", "app.Orders.on", null).map(scope -> spec(scope, null, null, null)).toList()));

    private static PolicyResolver with(String... properties) {
        Map<String, String> config = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            config.put(PREFIX + properties[i], properties[i + 1]);
        }
        return new PolicyResolver(new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withMapping(EventIdempotencyConfig.class)
                .withMappingIgnore(PREFIX + "**")
                .withSources(new PropertiesConfigSource(config, "test", 100))
                .build().getConfigMapping(EventIdempotencyConfig.class), COUNTERS);
    }

    /** What a start makes of one property. */
    static GuardPolicy resolve(String property, String value) {
        return with(property, value).policyOf(spec("orders.on", null, null, null));
    }

    private static GuardedMethodSpec spec(String scope, OnDuplicate onDuplicate, Long ttlMillis, String channel) {
        return new GuardedMethodSpec("id", "Orders", "Orders#on", scope, "key", "String", true, false,
                channel == null ? List.of() : List.of(channel), Settling.FRAMEWORK, false, false, HeldThread.NONE,
                PolicyOverrides.NONE.with(PolicyOverrides.ON_DUPLICATE, onDuplicate).with(PolicyOverrides.TTL,
                        ttlMillis == null ? null : Duration.ofMillis(ttlMillis)),
                false, false);
    }

    @Test
    void defaultsCountWhereNothingIsSaid() {
        GuardPolicy policy = with().policyOf(spec("orders.on", null, null, null));
        assertThat(policy.ttlMillis()).isEqualTo(24 * 3600_000L);
        assertThat(policy.leaseMillis()).isEqualTo(20_000);
        assertThat(policy.waitTimeoutMillis()).isEqualTo(30_000);
        assertThat(policy.storeRetryMillis()).isEqualTo(20_000);
        assertThat(policy.onDuplicate()).isEqualTo(OnDuplicate.REPLAY);
        assertThat(policy.onInFlight()).isEqualTo(OnInFlight.WAIT);
        assertThat(policy.onStoreFailure()).isEqualTo(OnStoreFailure.FAIL);
        assertThat(policy.keyPrefix()).isEqualTo("idempotency:events:orders.on:");
        assertThat(policy.patient()).isFalse();
        assertThat(policy.fenceStrict()).isFalse();
    }

    @Test
    void fencesAreStrictForAllScopesOrForOne() {
        assertThat(with("fence-strict", "true").policyOf(spec("other", null, null, null)).fenceStrict()).isTrue();
        String[] one = { "scopes.\"orders.on\".fence-strict", "true" };
        assertThat(with(one).policyOf(spec("orders.on", null, null, null)).fenceStrict()).isTrue();
        assertThat(with(one).policyOf(spec("other", null, null, null)).fenceStrict()).isFalse();
    }

    @Test
    void scopeBeatsAnnotationBeatsGlobalBeatsDefault() {
        String[] config = { "ttl", "1H", "on-duplicate", "skip", "scopes.\"orders.on\".ttl", "2H" };
        assertThat(with(config).policyOf(spec("orders.on", null, 1_000L, null)).ttlMillis()).isEqualTo(2 * 3600_000L);
        assertThat(with(config).policyOf(spec("other", null, 1_000L, null)).ttlMillis()).isEqualTo(1_000);
        assertThat(with(config).policyOf(spec("other", null, null, null)).ttlMillis()).isEqualTo(3600_000L);
        assertThat(with(config).policyOf(spec("orders.on", OnDuplicate.FAIL, null, null)).onDuplicate())
                .isEqualTo(OnDuplicate.FAIL);
        assertThat(with(config).policyOf(spec("orders.on", null, null, null)).onDuplicate()).isEqualTo(OnDuplicate.SKIP);
    }

    @Test
    void everySettingOfAScopeIsRead() {
        GuardPolicy policy = with("scopes.s.ttl", "1S", "scopes.s.lease", "2S", "scopes.s.wait-timeout", "3S",
                "scopes.s.store-retry-timeout", "4S", "scopes.s.on-duplicate", "fail", "scopes.s.on-in-flight", "fail",
                "scopes.s.on-missing-key", "proceed", "scopes.s.on-store-failure", "proceed")
                .policyOf(spec("s", null, null, null));
        assertThat(List.of(policy.ttlMillis(), policy.leaseMillis(), policy.waitTimeoutMillis(), policy.storeRetryMillis()))
                .containsExactly(1_000L, 2_000L, 3_000L, 4_000L);
        assertThat(List.of(policy.onDuplicate(), policy.onInFlight(), policy.onMissingKey(), policy.onStoreFailure()))
                .extracting(Object::toString).containsExactly("FAIL", "FAIL", "PROCEED", "PROCEED");
    }

    /** The build announces scopes in quotes; whoever configures one need not quote it. */
    @Test
    void settingsOfAnAnnouncedScopeAreReadWithAndWithoutQuotes() {
        for (String scope : List.of("scopes.s.", "scopes.\"s\".")) {
            PolicyResolver resolver = with("scopes.\"s\".known", "true", scope + "ttl", "1S", scope + "allow-bypass", "true",
                    scope + "identity-sources", "kafka-record,header");
            GuardedMethodSpec spec = spec("s", null, null, "channel");
            assertThat(resolver.policyOf(spec).ttlMillis()).as(scope).isEqualTo(1_000);
            assertThat(resolver.allowsBypass(spec)).as(scope).isTrue();
            assertThat(resolver.identitySourcesOf(spec)).as(scope).containsExactly(IdentitySource.KAFKA_RECORD,
                    IdentitySource.HEADER);
        }
    }

    /** Whatever order the names of properties come in. */
    @ParameterizedTest
    @ValueSource(strings = { "s", "observed", "orders", "payments", "a", "b", "c", "fields", "audit", "x-y", "none" })
    void settingsOfAnAnnouncedScopeAreReadWithoutQuotes(String scope) {
        EventIdempotencyConfig config = new SmallRyeConfigBuilder().addDiscoveredInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withMapping(EventIdempotencyConfig.class).withMappingIgnore(PREFIX + "**")
                .withSources(new PropertiesConfigSource(Map.of(PREFIX + "scopes." + scope + ".ttl", "1S"), "test", 100))
                .withDefaultValue(PREFIX + "scopes.\"" + scope + "\".known", "true")
                .build().getConfigMapping(EventIdempotencyConfig.class);
        GuardedMethodSpec spec = spec(scope.equals("none") ? null : scope, null, null, null);
        assertThat(new PolicyResolver(config, COUNTERS).policyOf(spec).ttlMillis()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = { "s", "observed", "orders", "payments", "a", "b", "c", "fields", "audit", "x-y" })
    void listsOfAnAnnouncedScopeAreReadInEitherSpelling(String scope) {
        for (String written : List.of(scope, '"' + scope + '"')) {
            String sources = PREFIX + "scopes." + written + ".identity-sources";
            for (Map<String, String> list : List.of(Map.of(sources, "kafka-record,header"),
                    Map.of(sources + "[0]", "kafka-record", sources + "[1]", "header"))) {
                EventIdempotencyConfig config = new SmallRyeConfigBuilder().addDiscoveredInterceptors()
                        .withConverter(Duration.class, 200, new DurationConverter())
                        .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                        .withMapping(EventIdempotencyConfig.class).withMappingIgnore(PREFIX + "**")
                        .withSources(new PropertiesConfigSource(list, "test", 100))
                        .withDefaultValue(PREFIX + "scopes.\"" + scope + "\".known", "true")
                        .build().getConfigMapping(EventIdempotencyConfig.class);
                assertThat(new PolicyResolver(config, COUNTERS).identitySourcesOf(spec(scope, null, null, null)))
                        .as(list.toString()).containsExactly(IdentitySource.KAFKA_RECORD, IdentitySource.HEADER);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "s", "observed", "orders", "payments", "a", "b", "c", "fields", "audit", "x-y" })
    void settingsOfAProfileAreReadWithoutQuotesToo(String scope) {
        String prefix = PREFIX + "scopes." + scope;
        EventIdempotencyConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredInterceptors()
                .withProfile("prod")
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withMapping(EventIdempotencyConfig.class).withMappingIgnore(PREFIX + "**")
                .withSources(new PropertiesConfigSource(Map.of("%prod." + prefix + ".ttl", "1S", prefix + ".ttl", "2S",
                        "%prod." + prefix + ".identity-sources[0]", "header"), "test", 100))
                .withDefaultValue(PREFIX + "scopes.\"" + scope + "\".known", "true")
                .build().getConfigMapping(EventIdempotencyConfig.class);
        PolicyResolver resolver = new PolicyResolver(config, COUNTERS);
        GuardedMethodSpec spec = spec(scope, null, null, null);
        assertThat(resolver.policyOf(spec).ttlMillis()).isEqualTo(1_000);
        assertThat(resolver.identitySourcesOf(spec)).containsExactly(IdentitySource.HEADER);
    }

    @Test
    void everyGlobalSettingIsRead() {
        GuardPolicy policy = with("ttl", "1S", "lease", "2S", "wait-timeout", "3S", "store-retry-timeout", "4S",
                "on-duplicate", "fail", "on-in-flight", "fail", "on-missing-key", "proceed", "on-store-failure", "proceed",
                "key-prefix", "p:").policyOf(spec("s", null, null, null));
        assertThat(List.of(policy.ttlMillis(), policy.leaseMillis(), policy.waitTimeoutMillis(), policy.storeRetryMillis()))
                .containsExactly(1_000L, 2_000L, 3_000L, 4_000L);
        assertThat(List.of(policy.onDuplicate(), policy.onInFlight(), policy.onMissingKey(), policy.onStoreFailure()))
                .extracting(Object::toString).containsExactly("FAIL", "FAIL", "PROCEED", "PROCEED");
        assertThat(policy.keyPrefix()).isEqualTo("p:s:");
    }

    private static GuardedMethodSpec spec(boolean resultNeeded, AfterCrash afterCrash, Integer maxAttempts,
            Boolean storeResult) {
        return new GuardedMethodSpec("id", "Orders", "Orders#on", "s", "key", "String", resultNeeded, false, List.of(),
                Settling.FRAMEWORK, false, false, HeldThread.NONE,
                PolicyOverrides.NONE.with(PolicyOverrides.AFTER_CRASH, afterCrash)
                        .with(PolicyOverrides.MAX_ATTEMPTS, maxAttempts).with(PolicyOverrides.STORE_RESULT, storeResult),
                false, false);
    }

    private static List<Object> crashes(GuardedMethodSpec spec, String... properties) {
        GuardPolicy policy = with(properties).policyOf(spec);
        return List.of(policy.afterCrash(), policy.maxAttempts(), policy.storeResult());
    }

    @Test
    void crashesAttemptsAndResultsAreSetByScopeAnnotationGlobalAndDefault() {
        GuardedMethodSpec plain = spec(false, null, null, null);
        GuardedMethodSpec written = spec(false, AfterCrash.RERUN, 5, true);
        String[] global = { "after-crash", "quarantine", "max-attempts", "3", "store-result", "false" };
        String[] scope = { "scopes.s.after-crash", "quarantine", "scopes.s.max-attempts", "0", "scopes.s.store-result", "false",
                "max-attempts", "3" };
        assertThat(crashes(plain)).containsExactly(AfterCrash.RERUN, 0, true);
        assertThat(crashes(plain, global)).containsExactly(AfterCrash.QUARANTINE, 3, false);
        assertThat(crashes(written, global)).containsExactly(AfterCrash.RERUN, 5, true);
        assertThat(crashes(written, scope)).containsExactly(AfterCrash.QUARANTINE, 0, false);
        assertThat(crashes(spec(false, AfterCrash.QUARANTINE, 1, false))).containsExactly(AfterCrash.QUARANTINE, 1, false);
    }

    @Test
    void resultsThatAreNeededAreStored() {
        for (String property : List.of("store-result", "scopes.s.store-result")) {
            assertThatThrownBy(() -> with(property, "false").policyOf(spec(true, null, null, null)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage(
                            "quarkus.event-idempotency.store-result, or quarkus.event-idempotency.scopes.\"s\".store-result, "
                                    + "is false, and duplicates of Orders#on need its result, of type String: set "
                                    + "quarkus.event-idempotency.scopes.\"s\".store-result=true, or let it return nothing");
        }
        assertThat(with("store-result", "false").policyOf(spec(true, null, null, true)).storeResult()).isTrue();
        assertThat(with("store-result", "false", "scopes.s.store-result", "true").policyOf(spec(true, null, null, null))
                .storeResult()).isTrue();
    }

    @Test
    void attemptsAreNotNegative() {
        for (String property : List.of("max-attempts", "scopes.\"orders.on\".max-attempts")) {
            assertThatThrownBy(() -> with(property, "-1")).isInstanceOf(ConfigurationException.class)
                    .hasMessage("quarkus.event-idempotency." + property + " is -1: it must not be negative; 0 is no bound");
        }
    }

    @Test
    void deliveriesAreObservedInAllScopesOrInOne() {
        GuardedMethodSpec spec = spec("s", null, null, null);
        assertThat(with().policyOf(spec).observe()).isFalse();
        GuardPolicy observed = with("mode", "observe").policyOf(spec);
        assertThat(observed.observe()).isTrue();
        assertThat(observed.onStoreFailure()).isEqualTo(OnStoreFailure.PROCEED);
        assertThat(with("mode", "observe", "scopes.s.mode", "guard").policyOf(spec).observe()).isFalse();
        assertThat(with("scopes.s.mode", "observe").policyOf(spec).observe()).isTrue();
        assertThat(with("scopes.s.mode", "observe").policyOf(spec("other", null, null, null)).observe()).isFalse();
    }

    @Test
    void methodsWithoutAScopeAreConfiguredAsNone() {
        GuardPolicy policy = with("scopes.none.ttl", "1H").policyOf(spec(null, null, null, null));
        assertThat(policy.ttlMillis()).isEqualTo(3600_000L);
        assertThat(policy.keyPrefix()).isEqualTo("idempotency:events:");
    }

    @Test
    void environmentVariablesReachScopesThatTheBuildAnnounced() {
        EventIdempotencyConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withMapping(EventIdempotencyConfig.class)
                .withSources(new EnvConfigSource(Map.of(
                        "QUARKUS_EVENT_IDEMPOTENCY_SCOPES__APP_ORDERS_ON__TTL", "2H",
                        "QUARKUS_EVENT_IDEMPOTENCY_LEASE", "5S"), 300))
                .withDefaultValue(PREFIX + "scopes.\"app.Orders.on\".known", "true")
                .build().getConfigMapping(EventIdempotencyConfig.class);

        GuardPolicy policy = new PolicyResolver(config, COUNTERS).policyOf(spec("app.Orders.on", null, 1_000L, null));
        assertThat(policy.ttlMillis()).isEqualTo(2 * 3600_000L);
        assertThat(policy.leaseMillis()).isEqualTo(5_000);
    }

    private static SmallRyeConfig configOf(ConfigSource source) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withMapping(EventIdempotencyConfig.class).withMappingIgnore(PREFIX + "**")
                .withSources(source)
                .withDefaultValue(PREFIX + "scopes.\"app.Orders.on\".known", "true")
                .withDefaultValue(PREFIX + "scopes.\"Work\".known", "true").build();
    }

    private static List<String> unknownIn(SmallRyeConfig config) {
        UnknownScopes unknown = new UnknownScopes(config, Set.of("app.Orders.on", "Work"));
        return config.getConfigMapping(EventIdempotencyConfig.class).scopes().keySet().stream()
                .filter(scope -> !unknown.isKnown(scope)).toList();
    }

    /** A variable also shows up under a name of its own in lower case, which is no unknown scope. */
    @Test
    void caseOfScopesDoesNotCountInTheEnvironment() {
        assertThat(unknownIn(configOf(new EnvConfigSource(Map.of(
                "QUARKUS_EVENT_IDEMPOTENCY_SCOPES__APP_ORDERS_ON__TTL", "2H",
                "QUARKUS_EVENT_IDEMPOTENCY_SCOPES__WORK__TTL", "2H"), 300)))).isEmpty();
    }

    @Test
    void caseOfScopesCountsElsewhere() {
        for (String scope : List.of("\"app.orders.on\"", "\"work\"", "work", "\"WORK\"")) {
            assertThat(unknownIn(configOf(new PropertiesConfigSource(Map.of(PREFIX + "scopes." + scope + ".ttl", "2H"),
                    "application.properties", 250)))).as(scope).containsExactly(scope.replace("\"", ""));
        }
    }

    @Test
    void consumersWaitPatiently() {
        assertThat(with().policyOf(spec("s", null, null, "orders")).patient()).isTrue();
    }

    @Test
    void wrongValuesNameTheirProperty() {
        assertThatThrownBy(() -> with("shutdown-timeout", "-1S")).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("quarkus.event-idempotency.shutdown-timeout");
        assertThatThrownBy(() -> with("lease", "0S")).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("quarkus.event-idempotency.lease is PT0S").hasMessageContaining("at least PT0.1S");
        assertThatThrownBy(() -> with("ttl", "PT0.0001S")).hasMessageContaining("quarkus.event-idempotency.ttl");
        assertThatThrownBy(() -> with("wait-timeout", "PT-1S")).hasMessageContaining("quarkus.event-idempotency.wait-timeout");
        assertThatThrownBy(() -> with("scopes.\"a.b\".lease", "10MS"))
                .hasMessageContaining("quarkus.event-idempotency.scopes.\"a.b\".lease");
        assertThatThrownBy(() -> with("scopes.s.ttl", "P40000D")).hasMessageContaining("36500 days");
        assertThatThrownBy(() -> with("max-waiting-threads", "0")).hasMessageContaining("max-waiting-threads is 0");
        assertThatThrownBy(() -> with("redis.max-pending", "0")).hasMessageContaining("redis.max-pending is 0");
        assertThatThrownBy(() -> with("redis.connections", "0")).hasMessageContaining("redis.connections is 0");
        for (String size : List.of("0", "513M", "99999999999999999999", "9999999999Y")) {
            assertThatThrownBy(() -> with("max-result-size", size)).isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("quarkus.event-idempotency.max-result-size is ").hasMessageContaining("at most 512M");
        }
        assertThatThrownBy(() -> with("in-memory.max-records", "-1")).hasMessageContaining("in-memory.max-records is -1");
    }

    @Test
    void generationIsOfOneScope() {
        String[] config = { "scopes.\"orders.on\".generation", "2026-02", "scopes.other.generation", "" };
        assertThat(with(config).policyOf(spec("orders.on", null, null, null)).keyForm().generation()).isEqualTo("2026-02");
        assertThat(with(config).policyOf(spec("other", null, null, null)).keyForm().generation()).isNull();
        assertThat(with(config).policyOf(spec("s", null, null, null)).keyForm().generation()).isNull();
        assertThat(with("scopes.none.generation", "2").policyOf(spec(null, null, null, null)).keyForm().generation())
                .isEqualTo("2");
    }

    @Test
    void wrongGenerationsNameTheirProperty() {
        for (String wrong : List.of("a/b", "a b", "a:b", "ä", "*", "x".repeat(65))) {
            assertThatThrownBy(() -> with("scopes.\"orders.on\".generation", wrong)).isInstanceOf(ConfigurationException.class)
                    .hasMessage("quarkus.event-idempotency.scopes.\"orders.on\".generation is '" + wrong
                            + "': it must be 1 to 64 letters, digits, '_', '.' and '-', as in 2026-02");
        }
        assertThat(with("scopes.s.generation", "x".repeat(64))).isNotNull();
    }

    @Test
    void methodsOfOneScopeShareItsCounters() {
        PolicyResolver resolver = with();
        GuardPolicy policy = resolver.policyOf(spec("orders.on", null, null, null));
        assertThat(resolver.policyOf(spec("orders.on", OnDuplicate.FAIL, null, "orders")).counters())
                .isSameAs(policy.counters());
        assertThat(resolver.policyOf(spec("other", null, null, null)).counters()).isNotSameAs(policy.counters());
        assertThat(resolver.policyOf(spec(null, null, null, null)).counters()).isSameAs(COUNTERS.of(null));
    }

    @Test
    void primitiveResultsCannotBeSkipped() {
        GuardedMethodSpec number = new GuardedMethodSpec("id", "Orders", "Orders#count", "s", "key", "int", true, false,
                List.of(), Settling.FRAMEWORK, false, false, HeldThread.NONE, PolicyOverrides.NONE, false, false);
        assertThatThrownBy(() -> with("on-duplicate", "skip").policyOf(number)).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("quarkus.event-idempotency.on-duplicate")
                .hasMessageContaining("Orders#count returns int");
        assertThatThrownBy(() -> with("scopes.s.on-in-flight", "skip").policyOf(number))
                .hasMessageContaining("scopes.\"s\".on-in-flight, is skip");
    }

    @Test
    void unknownScopesGetASuggestion() {
        List<String> scopes = List.of("app.Orders.on", "payments.charge");
        UnknownScopes unknown = new UnknownScopes(new SmallRyeConfigBuilder().build(), Set.copyOf(scopes));
        assertThat(unknown.isKnown("app.Orders.on")).isTrue();
        assertThat(unknown.isKnown("App.Orders.On")).isFalse();
        assertThat(unknown.isKnown("app.Orders.off")).isFalse();
        assertThat(unknown.didYouMean("payment.charge")).contains("payments.charge");
        assertThat(unknown.didYouMean("app.orders.on")).contains("app.Orders.on");
        assertThat(unknown.didYouMean("app")).contains("app.Orders.on"); // not quoted in the properties file
        assertThat(unknown.didYouMean("something-else")).isEmpty();
    }

    private static GuardedMethodSpec inTransaction() {
        return new GuardedMethodSpec("id", "Orders", "Orders#on", "s", "key", "String", true, false, List.of(),
                Settling.FRAMEWORK, false, false, HeldThread.NONE, PolicyOverrides.NONE, false, true);
    }

    @ParameterizedTest
    @CsvSource({ "lease, 10S", "after-crash, quarantine", "max-attempts, 3", "claim-ahead, 8", "settle-behind, true",
            "cache.max-age, 1M", "on-store-failure, proceed", "store-retry-timeout, 1S", "fence-strict, true" })
    void settingsOfClaimsHaveNoMeaningInTransaction(String property, String value) {
        assertThatThrownBy(() -> with("scopes.s." + property, value).policyOf(inTransaction()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("quarkus.event-idempotency.scopes.\"s\"." + property + " is set, and has no meaning for"
                        + " Orders#on");
        assertThat(with(property, value).policyOf(inTransaction())).as("for other scopes").isNotNull();
    }
}
