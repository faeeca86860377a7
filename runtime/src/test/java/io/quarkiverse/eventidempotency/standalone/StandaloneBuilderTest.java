package io.quarkiverse.eventidempotency.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Redis;

/** What one builder builds twice are two. */
class StandaloneBuilderTest {

    private final AtomicInteger bodies = new AtomicInteger();
    private final String key = UUID.randomUUID().toString();

    private int run(StandaloneIdempotency idempotency) {
        return idempotency.scope("builder", Integer.class).run(key, () -> Uni.createFrom().item(bodies::incrementAndGet))
                .await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void eachHasAMemoryOfItsOwn() {
        StandaloneIdempotency.Builder builder = StandaloneIdempotency.inMemory();
        try (StandaloneIdempotency one = builder.build(); StandaloneIdempotency other = builder.build()) {
            assertThat(run(one)).isEqualTo(1);
            assertThat(run(other)).isEqualTo(2);
            assertThat(run(one)).isEqualTo(1);
        }
    }

    @Test
    void eachHasAConnectionOfItsOwn() {
        RedisProcess redis = RedisProcess.shared();
        Redis client = redis.client();
        try {
            StandaloneIdempotency.Builder builder = StandaloneIdempotency.withRedis(redis.vertx(), client);
            try (StandaloneIdempotency other = builder.build()) {
                try (StandaloneIdempotency one = builder.build()) {
                    assertThat(run(one)).isEqualTo(1);
                }
                assertThat(run(other)).isEqualTo(1);
            }
        } finally {
            client.close();
        }
    }
}
