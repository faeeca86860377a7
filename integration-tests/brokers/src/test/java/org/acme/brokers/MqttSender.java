package org.acme.brokers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;

/** Sends messages that the broker confirms. */
final class MqttSender {

    private final ConcurrentMap<Integer, CompletableFuture<Void>> confirmed = new ConcurrentHashMap<>();
    private final MqttClient client;

    MqttSender(Vertx vertx, int port) throws Exception {
        client = MqttClient.create(vertx).publishCompletionHandler(id -> confirmation(id).complete(null));
        get(client.connect(port, "127.0.0.1"));
    }

    void send(String topic, byte[] payload) throws Exception {
        int id = get(client.publish(topic, Buffer.buffer(payload), MqttQoS.EXACTLY_ONCE, false, false));
        confirmation(id).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> confirmation(int id) {
        return confirmed.computeIfAbsent(id, sent -> new CompletableFuture<>());
    }

    void close() throws Exception {
        get(client.disconnect());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
