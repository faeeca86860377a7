package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.redis.FaultyProxy.Fault;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.RedisOptions;

/** An answer that takes several times the command timeout, on a link of 300 KB a second. */
class SlowLinkTest {

    private static final String RESULT = '"' + "x".repeat(1_000_000) + '"';

    private final RedisProcess redis = RedisProcess.shared();
    private final FaultyProxy proxy = new FaultyProxy(redis.port());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private RedisStore store;
    private ClaimRequest first;

    @BeforeEach
    void complete1Mb() {
        store = RedisStore.create(redis.vertx(), new RedisOptions().setConnectionString(proxy.uri()),
                new RedisStoreOptions(Duration.ofMillis(500), 100_000));
        store.onAvailability(why -> told.add(String.valueOf(why)));
        first = claim(newKey());
        await(store.claim(first));
        await(store.settle(complete(first, RESULT)));
        proxy.throttle(300_000);
    }

    @AfterEach
    void close() {
        RedisProcess.get(store.close());
        proxy.close();
    }

    @Test
    void isReceivedWholeAndHarmsNoOther() {
        CompletableFuture<ClaimReply> duplicate = store.claim(claim(first.key())).subscribeAsCompletionStage();
        CompletableFuture<ClaimReply> behind = store.claim(claim(newKey())).subscribeAsCompletionStage();
        assertThat(duplicate.join().record().text()).contains(RESULT);
        assertThat(behind.join().kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(told).isEmpty();
    }

    @Test
    void timesOutWhenNothingMoreIsReceived() {
        CompletableFuture<StoreException> duplicate = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                StoreException.class, () -> await(store.claim(claim(first.key())))));
        Awaitility.await().until(() -> proxy.answered() > 1_000_000 / 4);
        proxy.begin(Fault.SWALLOWS);
        assertThat(duplicate.join()).hasMessageContaining("did not answer within 500 ms");
    }
}
