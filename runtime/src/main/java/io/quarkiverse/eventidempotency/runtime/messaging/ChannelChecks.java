package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.HashSet;
import java.util.Set;

import org.eclipse.microprofile.config.Config;

import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.ChannelConfig;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.Connector;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;

/**
 * Checks, at start, the configuration of guarded consumers and their channels, and warns where an outage of the store or a
 * crash could lose messages, or make a channel unhealthy. A connector that is not known has no checks.
 */
final class ChannelChecks {

    private final Config config;
    private final Set<String> warned = new HashSet<>();

    ChannelChecks(Config config) {
        this.config = config;
    }

    void check(GuardedMethodSpec spec, GuardPolicy policy) {
        if (!spec.channels().isEmpty() && !policy.observe()) {
            checkPolicies(spec, policy);
        }
        for (String name : spec.channels()) {
            ChannelConfig channel = new ChannelConfig(config, name);
            Connector connector = channel.enabled() ? Connector.named(channel.connector()) : null;
            if (connector != null) {
                connector.check(channel, policy, warned);
                if (spec.namedByMessage() && connector.assignsIds()) {
                    IdempotencyLog.START.keyIsMessageId(spec.method(), name);
                }
            }
        }
    }

    /** What an annotation says is warned of while the application is built. */
    private static void checkPolicies(GuardedMethodSpec spec, GuardPolicy policy) {
        if (policy.onDuplicate() == OnDuplicate.FAIL
                && spec.overrides().get(PolicyOverrides.ON_DUPLICATE) != OnDuplicate.FAIL) {
            IdempotencyLog.START.refusesDuplicates(spec.method(), spec.scopeName());
        }
        if (policy.onDuplicate() == OnDuplicate.SKIP && spec.overrides().get(PolicyOverrides.ON_DUPLICATE) != OnDuplicate.SKIP
                && spec.resultNeeded()) {
            IdempotencyLog.START.skipsOutputs(spec.method(), spec.scopeName());
        }
        if (policy.onInFlight() == OnInFlight.SKIP && spec.overrides().get(PolicyOverrides.ON_IN_FLIGHT) != OnInFlight.SKIP) {
            IdempotencyLog.START.skipsInFlight(spec.method(), spec.scopeName());
        }
    }
}
