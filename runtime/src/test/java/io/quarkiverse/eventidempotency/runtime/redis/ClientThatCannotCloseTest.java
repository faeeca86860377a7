package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ConcurrentModificationException;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;

/** A connection that throws when it is to be closed, as that of a Cluster can, which cannot be made to do it at will. */
class ClientThatCannotCloseTest {

    @Test
    void keepsNobodyWaiting() throws IOException {
        try (RedisProcess redis = new RedisProcess()) {
            Redis client = redis.client();
            RedisStore store = RedisStore.create(redis.vertx(), thatCannotClose(client),
                    new RedisStoreOptions(Duration.ofMillis(400), 100_000));
            assertThat(claimed(store)).isEqualTo(Kind.ACQUIRED);
            long pid = redis.pid();

            RedisProcess.signal(pid, "STOP");
            assertThat(catchThrowableOfType(StoreException.class, () -> await(store.claim(claim(newKey())))).maybeApplied())
                    .isTrue();
            RedisProcess.signal(pid, "CONT");

            assertThat(claimed(store)).isEqualTo(Kind.ACQUIRED);
            RedisProcess.get(store.close());
            client.close();
        }
    }

    private static Kind claimed(RedisStore store) {
        return await(store.claim(claim(newKey())).onFailure().retry().withBackOff(Duration.ofMillis(50)).expireIn(10_000))
                .kind();
    }

    private static Redis thatCannotClose(Redis client) {
        return proxy(Redis.class, client, "connect", () -> client.connect()
                .map(connection -> proxy(RedisConnection.class, connection, "close", () -> {
                    throw new ConcurrentModificationException();
                })));
    }

    private interface Answer {
        Future<?> get();
    }

    private static <T> T proxy(Class<T> type, T target, String method, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (self, called, arguments) -> {
            if (called.getName().equals(method)) {
                return answer.get();
            }
            try {
                return called.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
