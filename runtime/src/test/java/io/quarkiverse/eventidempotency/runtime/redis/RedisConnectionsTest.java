package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.LoggedWarnings;
import io.quarkiverse.eventidempotency.runtime.redis.FaultyProxy.Fault;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.vertx.redis.client.RedisOptions;

/** Several connections of one store. */
class RedisConnectionsTest {

    private final LoggedWarnings log = new LoggedWarnings("io.quarkiverse.eventidempotency.redis");
    private final FaultyProxy proxy = new FaultyProxy(RedisProcess.shared().port());
    private final RedisStore store = RedisStore.create(RedisProcess.shared().vertx(),
            new RedisOptions().setConnectionString(proxy.uri()),
            new RedisStoreOptions(Duration.ofSeconds(2), 100_000, 2_048, true, "idempotency:events:", "", 3));

    @AfterEach
    void close() {
        RedisProcess.get(store.close());
        proxy.close();
        log.close();
    }

    @Test
    void eachKeyHasOneOfThem() {
        for (int i = 0; i < 50; i++) {
            ClaimRequest request = claim(newKey());
            assertThat(await(store.claim(request)).kind()).isEqualTo(Kind.ACQUIRED);
            assertThat(await(store.settle(complete(request, "1")))).isEqualTo(SettleReply.OK);
            assertThat(await(store.find(request.storeKey()))).isPresent();
        }
        assertThat(proxy.accepted()).isEqualTo(3);
    }

    @Test
    void isNotReadyBeforeAllAreOpen() {
        assertThat(store.problem()).startsWith("there is no connection to Redis at " + store.hosts() + " yet");
        proxy.begin(Fault.REFUSES);
        store.start();
        Awaitility.await().untilAsserted(() -> assertThat(store.problem()).startsWith("cannot connect to Redis at "));
        proxy.heal();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> store.problem() == null);
        assertThat(proxy.accepted()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void anOutageOfAllIsReportedOnce() {
        ConcurrentLinkedQueue<Optional<String>> changes = new ConcurrentLinkedQueue<>();
        store.onAvailability(why -> changes.add(Optional.ofNullable(why)));
        store.start();
        Awaitility.await().until(() -> proxy.accepted() == 3);
        List<ClaimRequest> requests = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            requests.add(claim(newKey()));
            await(store.claim(requests.get(i)));
        }

        proxy.begin(Fault.REFUSES);
        Awaitility.await().untilAsserted(() -> assertThat(changes).hasSize(1));
        int accepted = proxy.accepted();
        proxy.heal();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> changes.size() == 2);

        assertThat(proxy.accepted() - accepted).isEqualTo(3);
        assertThat(changes).last().isEqualTo(Optional.empty());
        assertThat(changes).first().extracting(Optional::isPresent).isEqualTo(true);
        assertThat(log.messages()).filteredOn(message -> message.startsWith("QEI00101")).hasSize(1);
        for (ClaimRequest request : requests) {
            assertThat(await(store.settle(complete(request, "1")))).isEqualTo(SettleReply.OK);
        }
    }
}
