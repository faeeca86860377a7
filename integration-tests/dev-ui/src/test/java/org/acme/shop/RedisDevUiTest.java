package org.acme.shop;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;

class RedisDevUiTest extends DevUiTestBase {

    private static final int PORT = freePort();

    @RegisterExtension
    static final TestRedis REDIS = new TestRedis();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = application(PORT, REDIS.setting());

    /** The next test starts with no records, as it does in memory. */
    @AfterEach
    void forget() throws IOException {
        REDIS.send("FLUSHALL");
    }

    @Override
    void outage(JsonRpcClient client) throws Exception {
        int stream = client.send("happenings", Map.of("since", 0));
        client.next(stream);
        REDIS.stop();
        await(client, stream, "kind", "store-away");
        REDIS.start();
        await(client, stream, "kind", "store-back");
    }

    @Override
    int port() {
        return PORT;
    }

    @Override
    String store() {
        return "Redis 127.0.0.1:" + REDIS.port;
    }

    @Override
    QuarkusDevModeTest test() {
        return TEST;
    }
}
