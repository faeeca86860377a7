package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.ArrayList;
import java.util.List;

/**
 * The session of an MQTT channel with its broker. A broker delivers unacknowledged messages again when a client with the same
 * id returns to a session that is not clean. The connector acknowledges messages as they arrive, and cannot be configured
 * otherwise; where a session brings messages back, the guard acknowledges them instead. It does so for clients of one channel
 * only: a client that several channels share acknowledges the messages of all of them in one way.
 */
final class MqttSession {

    private static final String QOS = "qos";
    private static final String CLIENT_ID = "client-id";
    private static final String BROADCAST = "broadcast";
    private static final String CLEAN_SESSION = "auto-clean-session";

    private MqttSession() {
    }

    /** {@return the settings that are missing for unacknowledged messages to come back; empty when they do} */
    static List<String> missing(ChannelConfig channel) {
        List<String> missing = new ArrayList<>();
        if (channel.number(QOS, 0) < 1) {
            missing.add(channel.property(QOS) + "=1");
        }
        if (!channel.attribute(CLEAN_SESSION, "true").equalsIgnoreCase("false")) {
            missing.add(channel.property(CLEAN_SESSION) + "=false");
        }
        if (channel.attribute(BROADCAST, "false").equalsIgnoreCase("true")) { // the first consumer would acknowledge for all
            missing.add(channel.property(BROADCAST) + "=false");
        }
        if (!channel.isOfThisChannelOnly(CLIENT_ID)) {
            missing.add(channel.property(CLIENT_ID) + " to an id that no other channel has");
        }
        return missing;
    }
}
