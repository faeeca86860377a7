package org.acme.kafka;

import java.util.Map;

/** Where processes of the application run: the broker and the Redis that they share. */
record Shop(Broker broker, Redis redis) implements AutoCloseable {

    static Shop open() {
        try {
            return new Shop(new Broker(), new Redis());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a process, with its own keys and journal for each name of a test. */
    ShopProcess start(String test, String name, Map<String, String> settings) throws Exception {
        return ShopProcess.start(this, test, name, settings);
    }

    @Override
    public void close() throws Exception {
        try {
            redis.close();
        } finally {
            broker.close();
        }
    }
}
