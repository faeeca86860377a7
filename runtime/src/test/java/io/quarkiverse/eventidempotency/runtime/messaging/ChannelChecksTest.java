package io.quarkiverse.eventidempotency.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.LoggedWarnings;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.GuardMode;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

class ChannelChecksTest {

    private static final String IN = "mp.messaging.incoming.orders.";

    private final LoggedWarnings log = new LoggedWarnings("io.quarkiverse.eventidempotency");

    private long leaseMillis = 20_000;
    private long storeRetryMillis = 20_000;
    private OnStoreFailure onStoreFailure = OnStoreFailure.FAIL;
    private OnInFlight onInFlight = OnInFlight.WAIT;
    private OnDuplicate onDuplicate = OnDuplicate.REPLAY;

    @AfterEach
    void close() {
        log.close();
    }

    private static SmallRyeConfig config(String... properties) {
        Map<String, String> config = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            config.put(properties[i], properties[i + 1]);
        }
        return new SmallRyeConfigBuilder().addDefaultInterceptors().withProfile("prod")
                .withSources(new PropertiesConfigSource(config, "test", 100)).build();
    }

    private static GuardedMethodSpec consumer(String channel) {
        return consumer(channel, false);
    }

    private static GuardedMethodSpec consumer(String channel, boolean namedByMessage) {
        return new GuardedMethodSpec("id", "Orders", "Orders#on", "orders.on", "key", "void", false, namedByMessage,
                channel == null ? List.of() : List.of(channel.split(",")), Settling.FRAMEWORK, false, false, HeldThread.NONE,
                PolicyOverrides.NONE, false, false);
    }

    private static GuardedMethodSpec processor(OnDuplicate said) {
        return new GuardedMethodSpec("id", "Orders", "Orders#on", "orders.on", "key", "Receipt", true, false,
                List.of("orders"), Settling.FRAMEWORK, false, false, HeldThread.NONE,
                PolicyOverrides.NONE.with(PolicyOverrides.ON_DUPLICATE, said), false, false);
    }

    private GuardPolicy policy() {
        return GuardPolicy.builder("orders.on", "p:orders.on:", new DeliveryCounters())
                .set(PolicyOverrides.ON_IN_FLIGHT, onInFlight)
                .set(PolicyOverrides.ON_DUPLICATE, onDuplicate)
                .set(PolicyOverrides.ON_STORE_FAILURE, onStoreFailure)
                .set(PolicyOverrides.LEASE, Duration.ofMillis(leaseMillis)).patient(true)
                .set(PolicyOverrides.STORE_RETRY_TIMEOUT, Duration.ofMillis(storeRetryMillis))
                .resultNeeded(false).build();
    }

    private void check(String... properties) {
        new ChannelChecks(config(properties)).check(consumer("orders"), policy());
    }

    private void warnsOnce(String code, String... texts) {
        assertThat(log.messages()).hasSize(1);
        assertThat(log.messages().get(0)).startsWith(code + ": ");
        for (String text : texts) {
            assertThat(log.messages().get(0)).contains(text);
        }
        log.messages().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = { "smallrye-kafka", "smallrye-amqp", "smallrye-in-memory", "org.acme.own" })
    void defaultsAreWell(String connector) {
        check(IN + "connector", connector);
        assertThat(log.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "key", "partition" })
    void orderOfTheConnectorIsWarnedOf(String order) {
        check(IN + "connector", "smallrye-kafka", IN + "throttled.ordered", order);
        warnsOnce("QEI00026", "'orders'", IN + "throttled.ordered=" + order, "concurrency");
        check(IN + "connector", "smallrye-kafka", IN + "throttled.ordered", order, IN + "commit-strategy", "latest");
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void policiesThatConfigurationSetsAreWarnedOf() {
        onDuplicate = OnDuplicate.FAIL;
        check();
        warnsOnce("QEI00021", "Orders#on refuses each duplicate", "on-duplicate=fail for the scope 'orders.on'");
        onDuplicate = OnDuplicate.SKIP;
        onInFlight = OnInFlight.SKIP;
        check();
        warnsOnce("QEI00022", "Orders#on can lose events", "on-in-flight=skip for the scope 'orders.on'");
        onInFlight = OnInFlight.WAIT;
        new ChannelChecks(config()).check(processor(OnDuplicate.SKIP), policy());
        assertThat(log.messages()).isEmpty();
        new ChannelChecks(config()).check(processor(null), policy());
        warnsOnce("QEI00024", "Orders#on can lose outputs", "on-duplicate=skip for the scope 'orders.on'");
        new ChannelChecks(config()).check(consumer(null), policy());
        new ChannelChecks(config())
                .check(new GuardedMethodSpec("id", "Orders", "Orders#on", "orders.on", "key", "void", false,
                        false, List.of("orders"), Settling.FRAMEWORK, false, false, HeldThread.NONE,
                        PolicyOverrides.NONE.with(PolicyOverrides.ON_DUPLICATE, OnDuplicate.SKIP)
                                .with(PolicyOverrides.ON_IN_FLIGHT, OnInFlight.SKIP),
                        false, false), policy());
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void whatIsNoChannelOfAConnectorIsWell() {
        check();
        check(IN + "failure-strategy", "ignore");
        check(IN + "connector", "smallrye-in-memory", IN + "failure-strategy", "reject", IN + "auto-acknowledgement", "true");
        check(IN + "connector", "smallrye-kafka", IN + "failure-strategy", "ignore", IN + "enabled", "false");
        new ChannelChecks(config(IN + "connector", "smallrye-rabbitmq")).check(consumer(null), policy());
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void mqttMessagesThatAreDropped() {
        checkSession(IN + "failure-strategy", "ignore");
        warnsOnce("QEI00012", "Channel 'orders'", IN + "failure-strategy=ignore", "Set it to fail");
        onStoreFailure = OnStoreFailure.PROCEED;
        checkSession(IN + "failure-strategy", "ignore");
        assertThat(log.messages()).isEmpty();
    }

    /** An MQTT channel with a session that brings back what is not acknowledged. */
    private void checkSession(String... properties) {
        check(Stream.concat(Stream.of(IN + "connector", "smallrye-mqtt", IN + "qos", "1", IN + "auto-clean-session", "false",
                IN + "client-id", "orders"), Stream.of(properties)).toArray(String[]::new));
    }

    @Test
    void warnsOfMqttMessagesThatDoNotComeBack() {
        check(IN + "connector", "smallrye-mqtt");
        warnsOnce("QEI00050", "Channel 'orders'",
                IN + "qos=1, " + IN + "auto-clean-session=false, " + IN + "client-id to an id");
        checkSession();
        checkSession("mp.messaging.outgoing.receipts.client-id", "receipts");
        assertThat(log.messages()).isEmpty();
        checkSession(IN + "qos", "0");
        warnsOnce("QEI00050", "set " + IN + "qos=1.");
        checkSession("mp.messaging.outgoing.receipts.client-id", "orders");
        warnsOnce("QEI00050", "set " + IN + "client-id to an id that no other channel has.");
    }

    @Test
    void kafkaRecordsThatAreHeldTooLong() {
        leaseMillis = 40_000;
        check(IN + "connector", "smallrye-kafka");
        warnsOnce("QEI00011", "channel 'orders'", "60000 ms", IN + "throttled.unprocessed-record-max-age.ms=60000",
                "quarkus.event-idempotency.scopes.\"orders.on\".lease", "store-retry-timeout");
        storeRetryMillis = 19_999;
        check(IN + "connector", "smallrye-kafka");
        assertThat(log.messages()).isEmpty();
        check(IN + "connector", "smallrye-kafka", IN + "throttled.unprocessed-record-max-age.ms", "59999");
        warnsOnce("QEI00011", "=59999");
    }

    /** What is only observed does not wait for another delivery. */
    @Test
    void kafkaRecordsThatAreOnlyObserved() {
        leaseMillis = 100_000;
        new ChannelChecks(config(IN + "connector", "smallrye-kafka")).check(consumer("orders"),
                policy().toBuilder().set(PolicyOverrides.MODE, GuardMode.OBSERVE).build());
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void kafkaRecordsWhoseAgeNobodyLooksAt() {
        leaseMillis = 1_000_000;
        for (String[] setting : new String[][] { { "throttled.unprocessed-record-max-age.ms", "0" },
                { "throttled.unprocessed-record-max-age.ms", "-1" }, { "commit-strategy", "latest" },
                { "commit-strategy", "ignore" }, { "commit-strategy", "checkpoint" } }) {
            check(IN + "connector", "smallrye-kafka", IN + setting[0], setting[1]);
            assertThat(log.messages()).as(setting[0]).isEmpty();
        }
    }

    @Test
    void kafkaThatCommitsByItself() {
        leaseMillis = 1_000_000;
        check(IN + "connector", "smallrye-kafka", IN + "enable.auto.commit", "true");
        warnsOnce("QEI00015", IN + "enable.auto.commit=true");
        check(IN + "connector", "smallrye-kafka", IN + "enable.auto.commit", "true", IN + "commit-strategy", "throttled");
        assertThat(log.messages()).hasSize(2);
        assertThat(log.messages().get(1)).startsWith("QEI00011");
    }

    @Test
    void kafkaThatIgnoresFailures() {
        check(IN + "connector", "smallrye-kafka", IN + "failure-strategy", "ignore");
        warnsOnce("QEI00012", "'orders'", IN + "failure-strategy=ignore", "fail, delayed-retry-topic or dead-letter-queue");
        for (String strategy : new String[] { "fail", "dead-letter-queue", "delayed-retry-topic", "my-own" }) {
            check(IN + "connector", "smallrye-kafka", IN + "failure-strategy", strategy);
            assertThat(log.messages()).as(strategy).isEmpty();
        }
    }

    @Test
    void anOutageThatFailsNoDeliveryLosesNone() {
        onStoreFailure = OnStoreFailure.PROCEED;
        check(IN + "connector", "smallrye-kafka", IN + "failure-strategy", "ignore");
        check(IN + "connector", "smallrye-rabbitmq", IN + "failure-strategy", "accept");
        assertThat(log.messages()).isEmpty();
        onInFlight = OnInFlight.FAIL; // a crash of the one in flight does
        check(IN + "connector", "smallrye-rabbitmq", IN + "failure-strategy", "accept");
        warnsOnce("QEI00012");
    }

    @Test
    void rabbitMqThatAcceptsWhatFails() {
        check(IN + "connector", "smallrye-rabbitmq");
        for (String strategy : new String[] { "reject", "requeue", "fail" }) {
            check(IN + "connector", "smallrye-rabbitmq", IN + "failure-strategy", strategy);
            assertThat(log.messages()).as(strategy).isEmpty();
        }
        check(IN + "connector", "smallrye-rabbitmq", IN + "failure-strategy", "accept", IN + "auto-bind-dlq", "true");
        warnsOnce("QEI00012", IN + "failure-strategy=accept", "reject, requeue or fail");
    }

    @ParameterizedTest
    @ValueSource(strings = { "smallrye-rabbitmq", "smallrye-amqp" })
    void messagesThatAreAcknowledgedAsTheyArrive(String connector) {
        onStoreFailure = OnStoreFailure.PROCEED;
        check(IN + "connector", connector, IN + "auto-acknowledgement", "true");
        warnsOnce("QEI00015", "'orders'", IN + "auto-acknowledgement=true");
        check(IN + "connector", connector, IN + "auto-acknowledgement", "false");
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void amqpLosesNothingWhateverItsStrategy() {
        for (String strategy : new String[] { "fail", "accept", "reject", "release", "modified-failed",
                "modified-failed-undeliverable-here" }) {
            check(IN + "connector", "smallrye-amqp", IN + "failure-strategy", strategy);
            assertThat(log.messages()).as(strategy).isEmpty();
        }
    }

    @Test
    void whatIsSetForTheConnectorCountsForItsChannels() {
        check(IN + "connector", "smallrye-kafka", "mp.messaging.connector.smallrye-kafka.failure-strategy", "ignore");
        warnsOnce("QEI00012");
        check(IN + "connector", "smallrye-kafka", "kafka.failure-strategy", "ignore");
        warnsOnce("QEI00012");
        check(IN + "connector", "smallrye-kafka", "mp.messaging.connector.smallrye-kafka.failure-strategy", "ignore",
                IN + "failure-strategy", "fail");
        check(IN + "connector", "smallrye-kafka", "mp.messaging.connector.smallrye-rabbitmq.failure-strategy", "ignore");
        check(IN + "connector", "smallrye-amqp", "kafka.failure-strategy", "accept");
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void channelsWithDotsAreQuotedAndProfilesCount() {
        String quoted = "mp.messaging.incoming.\"orders.in\".";
        ChannelChecks checks = new ChannelChecks(config(quoted + "connector", "smallrye-kafka",
                "%prod." + quoted + "failure-strategy", "ignore", "%dev." + quoted + "commit-strategy", "latest"));
        checks.check(consumer("orders.in"), policy());
        warnsOnce("QEI00012", "'orders.in'", quoted + "failure-strategy=ignore");
    }

    @Test
    void environmentVariablesCount() {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Map.of(IN + "connector", "smallrye-kafka"), "test", 100))
                .withSources(new EnvConfigSource(Map.of("MP_MESSAGING_INCOMING_ORDERS_FAILURE_STRATEGY", "ignore"), 300))
                .build();
        new ChannelChecks(config).check(consumer("orders"), policy());
        warnsOnce("QEI00012");
    }

    @Test
    void eachChannelIsWarnedOfOnce() {
        ChannelChecks checks = new ChannelChecks(config("mp.messaging.incoming.a.connector", "smallrye-rabbitmq",
                "mp.messaging.incoming.b.connector", "smallrye-rabbitmq",
                "mp.messaging.connector.smallrye-rabbitmq.failure-strategy", "accept"));
        checks.check(consumer("a,b"), policy());
        checks.check(consumer("a"), policy());
        assertThat(log.messages()).hasSize(2);
        assertThat(log.messages().get(0)).contains("'a'");
        assertThat(log.messages().get(1)).contains("'b'");
    }

    @Test
    void numbersThatAreNoneAreForTheConnectorToTell() {
        check(IN + "connector", "smallrye-kafka", IN + "throttled.unprocessed-record-max-age.ms", "a minute");
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void consumersThatRelyOnMessageIds() {
        for (String connector : new String[] { "smallrye-rabbitmq", "smallrye-amqp", "quarkus-jetstream" }) {
            new ChannelChecks(config(IN + "connector", connector)).check(consumer("orders", true), policy());
            warnsOnce("QEI00016", "Orders#on", "'orders'", "@IdempotencyKey");
        }
        new ChannelChecks(config(IN + "connector", "smallrye-kafka")).check(consumer("orders", true), policy());
        new ChannelChecks(config(IN + "connector", "smallrye-in-memory")).check(consumer("orders", true), policy());
        new ChannelChecks(config()).check(consumer("orders", true), policy());
        assertThat(log.messages()).isEmpty();
    }
}
