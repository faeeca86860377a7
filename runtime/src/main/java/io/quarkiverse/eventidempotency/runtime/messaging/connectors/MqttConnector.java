package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;

/** MQTT. Its messages have neither headers nor ids. */
@Singleton
public final class MqttConnector extends Connector {

    public MqttConnector() {
        super("smallrye-mqtt");
    }

    @Override
    public void check(ChannelConfig channel, GuardPolicy policy, ChannelWarnings warnings) {
        if (nacks(policy)) {
            warnings.dropsWhatFails(channel, "ignore", "fail", "fail");
        }
    }
}
