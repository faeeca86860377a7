package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.RedisOptions;

/** What was sent on a connection that was given up, and arrives when all is long over. */
class LateCommandsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({ "where the user may close connections, on >secret ~* &* +@all, unsent, false",
            "where the user may not, on >secret ~* &* +@all -client|kill, unsent, true",
            "where the connection breaks that asks for it, on >secret ~* &* +@all, KILL, false" })
    void areNotAppliedWhereTheConnectionCanBeClosed(String name, String rules, String lost, boolean applied)
            throws IOException {
        try (RedisProcess redis = new RedisProcess(); HoldingProxy proxy = new HoldingProxy(redis.port())) {
            Object[] user = List.of(("SETUSER shop " + rules).split(" ")).toArray();
            redis.command("ACL", user);
            RedisOptions client = new RedisOptions().setConnectionString(proxy.uri().replace("//", "//shop:secret@"));
            RedisStore store = RedisStore.create(redis.vertx(), client,
                    new RedisStoreOptions(Duration.ofMillis(400), 100_000));
            await(store.claim(claim(newKey())));
            proxy.hold();
            proxy.lose(lost);
            ClaimRequest late = claim(newKey());
            assertThat(catchThrowableOfType(StoreException.class, () -> await(store.claim(late))).maybeApplied()).isTrue();
            ClaimRequest next = claim(newKey());
            assertThat(await(store.claim(next).onFailure().retry().atMost(1)).kind()).isEqualTo(Kind.ACQUIRED);
            assertThat(proxy.loses()).isEqualTo(!lost.equals("KILL"));
            assertThat(redis.command("EXISTS", late.storeKey()).toInteger()).isZero();

            proxy.letGo();
            // the connection that was held is closed by the server before it reads on, or after it has read all
            Awaitility.await().until(() -> redis.command("CLIENT", "LIST").toString().lines()
                    .filter(line -> line.contains("user=shop")).count() == 1);
            assertThat(redis.command("EXISTS", late.storeKey()).toInteger()).isEqualTo(applied ? 1 : 0);
            RedisProcess.get(store.close());
        }
    }
}
