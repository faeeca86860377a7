package io.quarkiverse.eventidempotency.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.smallrye.mutiny.Uni;

/** Two that one builder has built, as in two processes. */
class TwoStandalonesTest {

    private final AtomicInteger bodies = new AtomicInteger();
    private final String key = UUID.randomUUID().toString();

    private int run(StandaloneIdempotency idempotency) {
        return get(idempotency.scope("builder", Integer.class).run(key, () -> Uni.createFrom().item(bodies::incrementAndGet)));
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

    /** As two processes: what one has claimed, the other meets in each of the ways to ask for it. */
    @Test
    void waysToClaimExcludeEachOtherOnRedis() {
        RedisProcess redis = RedisProcess.shared();
        StandaloneIdempotency.Builder builder = StandaloneIdempotency.withRedis(redis.vertx(), redis.options());
        try (StandaloneIdempotency one = builder.build(); StandaloneIdempotency other = builder.build()) {
            Claim<Integer> claim = get(one.scope("builder", Integer.class).claim(key));
            IdempotencyScope<Integer> scope = other.scope("builder", Integer.class).withOnInFlight(OnInFlight.FAIL);
            assertThatThrownBy(() -> get(scope.run(key, () -> Uni.createFrom().item(bodies::incrementAndGet))))
                    .isInstanceOf(EventInFlightException.class);
            assertThatThrownBy(() -> get(scope.process(key, told -> Uni.createFrom().item(bodies::incrementAndGet))))
                    .isInstanceOf(EventInFlightException.class);
            assertThat(get(scope.claim(key))).isInstanceOf(Claim.InFlight.class);

            get(((Claim.Acquired<Integer>) claim).complete(7));
            assertThat(get(scope.run(key, () -> Uni.createFrom().item(bodies::incrementAndGet)))).isEqualTo(7);
            assertThat(get(scope.process(key,
                    told -> Uni.createFrom().item(told.isDuplicate() ? told.cachedResult() : bodies.incrementAndGet()))))
                    .isEqualTo(7);
            assertThat(((Claim.Duplicate<Integer>) get(scope.claim(key))).cachedResult()).isEqualTo(7);
            assertThat(bodies).hasValue(0);
        } finally {
        }
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void eachHasAConnectionOfItsOwn() {
        RedisProcess redis = RedisProcess.shared();
        try {
            StandaloneIdempotency.Builder builder = StandaloneIdempotency.withRedis(redis.vertx(), redis.options());
            try (StandaloneIdempotency other = builder.build()) {
                try (StandaloneIdempotency one = builder.build()) {
                    assertThat(run(one)).isEqualTo(1);
                }
                assertThat(run(other)).isEqualTo(1);
            }
        } finally {
        }
    }
}
