package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

import io.smallrye.reactive.messaging.ClientCustomizer;
import io.smallrye.reactive.messaging.mqtt.session.MqttClientSessionOptions;

/**
 * Keeps the MQTT clients of guarded channels from acknowledging messages as they arrive, where {@link MqttReader} acknowledges
 * them.
 */
@Singleton
public final class MqttAcknowledgement implements ClientCustomizer<MqttClientSessionOptions> {

    private final GuardedNames guarded;

    MqttAcknowledgement(GuardedNames guarded) {
        this.guarded = guarded;
    }

    @Override
    public MqttClientSessionOptions customize(String channel, Config config, MqttClientSessionOptions options) {
        String name = ChannelConfig.withoutCopy(channel);
        if (!guarded.isGuarded(name) || !MqttReader.acknowledges(new ChannelConfig(ConfigProvider.getConfig(), name))) {
            return options;
        }
        MqttClientSessionOptions own = new MqttClientSessionOptions(options); // a bean of options may serve other channels too
        own.setAutoAck(false);
        return own;
    }
}
