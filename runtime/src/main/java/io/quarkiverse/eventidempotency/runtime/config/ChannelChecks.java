package io.quarkiverse.eventidempotency.runtime.config;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

import org.eclipse.microprofile.config.Config;

import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;

/**
 * Looks, at the start, at how guarded consumers and their channels are configured, and warns where an outage of the store or a
 * crash could lose messages, or make a channel unhealthy. Connectors that are not known are taken to be well.
 */
public final class ChannelChecks {

    private static final String FAILURE_STRATEGY = "failure-strategy";
    private static final String AUTO_ACKNOWLEDGEMENT = "auto-acknowledgement";
    private static final String AUTO_COMMIT = "enable.auto.commit";
    private static final String MAX_AGE = "throttled.unprocessed-record-max-age.ms";
    private static final long DEFAULT_MAX_AGE_MILLIS = 60_000;

    private final Config config;

    /** What has been said of a channel, which several methods may consume. */
    private final Set<String> said = new HashSet<>();

    public ChannelChecks(Config config) {
        this.config = config;
    }

    public void check(GuardedMethodSpec spec, GuardPolicy policy) {
        if (!spec.channels().isEmpty() && !policy.observe()) {
            checkPolicies(spec, policy);
        }
        eachChannel(spec, channel -> check(channel, policy));
    }

    /** What an annotation says is warned of while the application is built. */
    private static void checkPolicies(GuardedMethodSpec spec, GuardPolicy policy) {
        if (policy.onDuplicate() == OnDuplicate.FAIL
                && spec.overrides().get(PolicyOverrides.ON_DUPLICATE) != OnDuplicate.FAIL) {
            IdempotencyLog.LOG.refusesDuplicates(spec.method(), spec.scopeName());
        }
        if (policy.onDuplicate() == OnDuplicate.SKIP && spec.overrides().get(PolicyOverrides.ON_DUPLICATE) != OnDuplicate.SKIP
                && spec.resultNeeded()) {
            IdempotencyLog.LOG.skipsOutputs(spec.method(), spec.scopeName());
        }
        if (policy.onInFlight() == OnInFlight.SKIP && spec.overrides().get(PolicyOverrides.ON_IN_FLIGHT) != OnInFlight.SKIP) {
            IdempotencyLog.LOG.skipsInFlight(spec.method(), spec.scopeName());
        }
    }

    /** A consumer whose key is the message's own identity, since it names no other source. */
    public void checkOwnIdentity(GuardedMethodSpec spec) {
        eachChannel(spec, channel -> {
            String connector = String.valueOf(channel.connector());
            if (connector.equals("smallrye-rabbitmq") || connector.equals("smallrye-amqp")
                    || connector.equals("quarkus-jetstream")) {
                IdempotencyLog.LOG.keyIsMessageId(spec.method(), channel.channel());
            }
        });
    }

    private void eachChannel(GuardedMethodSpec spec, Consumer<ChannelConfig> check) {
        for (String name : spec.channels()) {
            ChannelConfig channel = new ChannelConfig(config, name);
            if (channel.connector() != null && channel.enabled()) {
                check.accept(channel);
            }
        }
    }

    private void check(ChannelConfig channel, GuardPolicy policy) {
        switch (String.valueOf(channel.connector())) {
            case "smallrye-kafka" -> checkKafka(channel, policy);
            case "smallrye-rabbitmq" -> checkRabbitMq(channel, policy);
            case "smallrye-amqp" -> checkAmqp(channel);
            case "smallrye-mqtt" -> checkMqtt(channel, policy);
            default -> {
                // in memory, or not known
            }
        }
    }

    private void checkKafka(ChannelConfig channel, GuardPolicy policy) {
        boolean autoCommit = channel.isTrue(AUTO_COMMIT);
        if (autoCommit) {
            acknowledgesEarly(channel, AUTO_COMMIT);
        }
        if (nacks(policy) && strategy(channel, "fail").equals("ignore")) {
            dropsWhatFails(channel, "ignore", "fail, delayed-retry-topic or dead-letter-queue");
        }
        String commits = channel.attribute("commit-strategy", autoCommit ? "ignore" : "throttled");
        long maxAge = channel.number(MAX_AGE, DEFAULT_MAX_AGE_MILLIS);
        long held = policy.leaseMillis() + policy.storeRetryMillis();
        if (!policy.observe() && commits.equals("throttled") && maxAge > 0 && held >= maxAge) {
            String scope = PolicyResolver.nameOf(policy.scope());
            once(channel, MAX_AGE + scope, () -> IdempotencyLog.LOG.heldForTooLong(channel.channel(), held,
                    channel.property(MAX_AGE), maxAge, scope));
        }
    }

    private void checkRabbitMq(ChannelConfig channel, GuardPolicy policy) {
        if (channel.isTrue(AUTO_ACKNOWLEDGEMENT)) {
            acknowledgesEarly(channel, AUTO_ACKNOWLEDGEMENT);
        } else if (nacks(policy) && strategy(channel, "reject").equals("accept")) {
            dropsWhatFails(channel, "accept", "reject, requeue or fail");
        }
    }

    /** What would fail for the store's sake is released, whatever the strategy. */
    private void checkAmqp(ChannelConfig channel) {
        if (channel.isTrue(AUTO_ACKNOWLEDGEMENT)) {
            acknowledgesEarly(channel, AUTO_ACKNOWLEDGEMENT);
        }
    }

    private void checkMqtt(ChannelConfig channel, GuardPolicy policy) {
        if (nacks(policy) && strategy(channel, "fail").equals("ignore")) {
            dropsWhatFails(channel, "ignore", "fail");
        }
    }

    /** Whether a delivery may fail without its body having failed, though another one would do. */
    private static boolean nacks(GuardPolicy policy) {
        return !policy.observe()
                && (policy.onStoreFailure() == OnStoreFailure.FAIL || policy.onInFlight() == OnInFlight.FAIL);
    }

    private static String strategy(ChannelConfig channel, String otherwise) {
        return channel.attribute(FAILURE_STRATEGY, otherwise).toLowerCase(Locale.ROOT);
    }

    private void dropsWhatFails(ChannelConfig channel, String strategy, String remedy) {
        once(channel, FAILURE_STRATEGY, () -> IdempotencyLog.LOG.dropsWhatFails(channel.channel(),
                channel.property(FAILURE_STRATEGY), strategy, remedy));
    }

    private void acknowledgesEarly(ChannelConfig channel, String attribute) {
        once(channel, attribute,
                () -> IdempotencyLog.LOG.acknowledgesEarly(channel.channel(), channel.property(attribute)));
    }

    private void once(ChannelConfig channel, String what, Runnable warning) {
        if (said.add(channel.property(what))) {
            warning.run();
        }
    }
}
