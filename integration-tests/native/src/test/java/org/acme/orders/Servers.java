package org.acme.orders;

import java.util.Map;

import org.acme.kafka.Broker;
import org.acme.kafka.Redis;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A real broker with the topics of the application, and a real Redis. */
public class Servers implements QuarkusTestResourceLifecycleManager {

    private Broker broker;
    private Redis redis;

    @Override
    public Map<String, String> start() {
        try {
            broker = new Broker();
            for (String topic : ConsumersIT.TOPICS) {
                broker.createTopic(topic, 1);
            }
            redis = new Redis();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Map.of("kafka.bootstrap.servers", broker.address(), "quarkus.redis.hosts", redis.address());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(broker, new TestInjector.MatchesType(Broker.class));
        injector.injectIntoFields(redis, new TestInjector.MatchesType(Redis.class));
    }

    @Override
    public void stop() {
        try {
            if (redis != null) {
                redis.close();
            }
            broker.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
