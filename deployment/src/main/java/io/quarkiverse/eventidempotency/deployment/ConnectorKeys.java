package io.quarkiverse.eventidempotency.deployment;

import static io.quarkiverse.eventidempotency.deployment.BuildLog.LOG;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;

import io.quarkiverse.eventidempotency.deployment.key.KeyPath;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.key.KeyStep;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.Connector;

/** Warns of keys that are read from messages whose connector has nothing of that kind. */
record ConnectorKeys(Config config, Consumer<String> warnings) {

    void check(GuardedMethod guarded, String method) {
        KeySource key = guarded.key();
        if (key == null) {
            return;
        }
        List<KeyStep.Attribute> read = Stream.concat(key.paths().stream(), guarded.fingerprint().stream())
                .filter(KeyPath::readsMessage).map(path -> (KeyStep.Attribute) path.steps().get(0)).distinct().toList();
        for (String channel : read.isEmpty() ? List.<String> of() : Channels.incoming(guarded.method())) {
            String name = channel.contains(".") ? '"' + channel + '"' : channel;
            config.getOptionalValue("mp.messaging.incoming." + name + ".connector", String.class)
                    .ifPresent(connector -> check(read, method, channel, connector));
        }
    }

    private void check(List<KeyStep.Attribute> read, String method, String channel, String connector) {
        for (KeyStep.Attribute attribute : read) {
            if (!Connector.mayHave(connector, attribute.method())) {
                warnings.accept(attribute.method().equals(KeyStep.Attribute.IDENTITY)
                        ? LOG.noIdentityOnConnector(channel, connector, method)
                        : LOG.missingOnConnector(attribute.name(), channel, connector, method));
            }
        }
    }
}
