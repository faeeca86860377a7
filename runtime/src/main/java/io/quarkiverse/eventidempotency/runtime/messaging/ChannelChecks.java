package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.config.Config;

import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.ChannelConfig;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.ChannelWarnings;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.Connector;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;

/**
 * Checks, at start, the configuration of guarded consumers and their channels, and warns where an outage of the store or a
 * crash could lose messages, or make a channel unhealthy. A connector that is not known has no checks.
 */
final class ChannelChecks {

    private final Config config;
    private final Map<String, Connector> connectors = new HashMap<>();
    private final ChannelWarnings warnings = new ChannelWarnings();

    ChannelChecks(Config config, List<Connector> connectors) {
        this.config = config;
        connectors.forEach(connector -> this.connectors.put(connector.name(), connector));
    }

    void check(GuardedMethodSpec spec, GuardPolicy policy) {
        if (!spec.channels().isEmpty() && !policy.observe()) {
            checkPolicies(spec, policy);
        }
        for (String name : spec.channels()) {
            ChannelConfig channel = new ChannelConfig(config, name);
            Connector connector = channel.enabled() ? connectors.get(channel.connector()) : null;
            if (connector != null) {
                connector.check(channel, policy, warnings);
                if (spec.namedByMessage() && connector.assignsIds()) {
                    IdempotencyLog.LOG.keyIsMessageId(spec.method(), name);
                }
            }
        }
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
}
