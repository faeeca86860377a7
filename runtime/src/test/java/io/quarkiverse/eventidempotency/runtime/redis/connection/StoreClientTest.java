package io.quarkiverse.eventidempotency.runtime.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.eventidempotency.runtime.redis.FaultyProxy;
import io.quarkiverse.eventidempotency.runtime.redis.FaultyProxy.Fault;
import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;

/** Closing the client of an attempt ends everything that the attempt has begun. */
class StoreClientTest {

    private static final RedisStoreOptions STORE = new RedisStoreOptions(Duration.ofMillis(300), 100);

    private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
    private final ContextInternal context = vertx.createEventLoopContext();
    private final FaultyProxy proxy = new FaultyProxy(RedisProcess.shared().port());

    @AfterEach
    void close() {
        proxy.close();
        RedisProcess.get(vertx.close());
    }

    private StoreClient connecting(RedisOptions options) {
        RedisOptions own = StoreClients.options(options, STORE);
        return RedisProcess.get(Future.future(made -> context.runOnContext(x -> {
            StoreClient client = new StoreClient(vertx, sockets -> Redis.createClient(sockets, own));
            client.connect();
            made.complete(client);
        })));
    }

    @ParameterizedTest
    @CsvSource({ "STANDALONE, redis", "STANDALONE, rediss", "SENTINEL, redis", "CLUSTER, redis" })
    void leavesNoSocketAndNoThread(RedisClientType type, String scheme) {
        proxy.begin(Fault.SWALLOWS);
        RedisOptions options = new RedisOptions().setType(type).setMasterName("shop").setRole(RedisRole.MASTER)
                .setConnectionString(proxy.uri().replace("redis", scheme)).setNetClientOptions(new NetClientOptions()
                        .setHostnameVerificationAlgorithm("").setTrustAll(true).setSsl(scheme.equals("rediss")));
        connectAndClose(options);
        Awaitility.await().untilAsserted(() -> assertThat(proxy.open()).isZero());
        long threads = threads();
        for (int i = 0; i < 100; i++) {
            connectAndClose(options);
        }
        Awaitility.await().untilAsserted(() -> assertThat(proxy.open()).isZero());
        assertThat(proxy.accepted()).isEqualTo(101);
        assertThat(threads()).isLessThanOrEqualTo(threads);
    }

    /** Without the pool that addresses are resolved on, which grows up to its size. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("vert.x") && !name.startsWith("vert.x-internal-blocking")).count();
    }

    private void connectAndClose(RedisOptions options) {
        int before = proxy.accepted();
        StoreClient client = connecting(options);
        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> proxy.accepted() > before);
        context.runOnContext(x -> client.close());
    }

    @Test
    void closesASocketThatIsConnectedLater() {
        RedisOptions options = new RedisOptions().setConnectionString(proxy.uri());
        List<StoreClient> clients = new ArrayList<>();
        context.runOnContext(x -> {
            for (int i = 0; i < 20; i++) {
                StoreClient client = new StoreClient(vertx,
                        sockets -> Redis.createClient(sockets, StoreClients.options(options, STORE)));
                client.connect();
                client.close();
                clients.add(client);
            }
        });
        Awaitility.await().until(() -> clients.size() == 20);
        Awaitility.await().untilAsserted(() -> assertThat(proxy.open()).isZero());
    }
}
