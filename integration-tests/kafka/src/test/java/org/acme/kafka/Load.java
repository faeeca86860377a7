package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A producer that sends 100 orders a second, each to both partitions of a topic, until it is stopped. */
final class Load {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Producer<String, String> producer;
    private final String topic;
    private int orders;

    Load(Shop shop, String topic) {
        this.producer = shop.broker().producer();
        this.topic = topic;
        clock.scheduleAtFixedRate(this::send, 0, 10, TimeUnit.MILLISECONDS);
    }

    /** {@return how many orders have been sent in all} */
    int stop() throws InterruptedException {
        clock.shutdown();
        assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        producer.close();
        return orders;
    }

    static String order(int number) {
        return "order-" + number;
    }

    private void send() {
        String order = "{\"id\":\"" + order(orders) + "\"}";
        producer.send(new ProducerRecord<>(topic, 0, null, order));
        producer.send(new ProducerRecord<>(topic, 1, null, order));
        orders++;
    }
}
