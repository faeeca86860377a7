package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.kind;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.RedisOptions;

/** A user that may do what the documentation says it must be allowed, and nothing else. */
class RedisAclTest {

    private final RedisProcess redis = new RedisProcess();
    private final RedisStore store;

    RedisAclTest() {
        allow("reset", "on", ">secret", "~test:*", "+set", "+get", "+getrange", "+eval", "+evalsha", "+pttl", "+pexpire",
                "+time");
        RedisOptions client = new RedisOptions().setConnectionString(redis.uri().replace("//", "//shop:secret@"));
        store = RedisStore.create(redis.vertx(), client, new RedisStoreOptions(Duration.ofSeconds(15), 100_000));
    }

    @AfterEach
    void close() {
        RedisProcess.get(store.close());
        redis.close();
    }

    private void allow(String... rules) {
        Object[] command = new Object[rules.length + 2];
        command[0] = "SETUSER";
        command[1] = "shop";
        System.arraycopy(rules, 0, command, 2, rules.length);
        redis.command("ACL", command);
    }

    private String runs(ClaimRequest request) {
        assertThat(kind(store.claim(request))).isEqualTo(Kind.ACQUIRED);
        assertThat(await(store.renew(request.storeKey(), request.owner(), Requests.HOLD))).isEqualTo(RenewReply.OK);
        assertThat(await(store.settle(complete(request, "1")))).isEqualTo(SettleReply.OK);
        assertThat(kind(store.claim(claim(request.key(), true)))).isEqualTo(Kind.DUPLICATE);
        return request.storeKey();
    }

    @Test
    void guardsWithTheCommandsThatAreNeeded() {
        String storeKey = runs(claim(newKey()));
        runs(claim(newKey(), true));
        assertThat(await(store.find(storeKey))).isPresent();
        assertThat(redis.command("ACL", "LOG").toString()).doesNotContain("evalsha").doesNotContain("|set");
    }

    @Test
    void listsAndDeletesWithThoseThatAreNeededBesides() {
        String storeKey = runs(claim(newKey()));
        DeleteRequest request = new DeleteRequest(storeKey, "token1", Requests.LEASE, Requests.HOLD, null, false);
        assertThat(catchThrowableOfType(StoreException.class, () -> await(store.scan("test:", "", null, 100))))
                .hasMessageContaining("ACL SETUSER shop").hasMessageContaining("+scan");
        assertThat(catchThrowableOfType(StoreException.class, () -> await(store.delete(request))))
                .hasMessageContaining("+unlink");
        allow("+scan", "+unlink");
        assertThat(await(store.scan("test:", "", null, 100)).storeKeys()).contains(storeKey);
        assertThat(await(store.delete(request))).isEqualTo(DeleteResult.DELETED);
    }

    @Test
    void claimsByOneCommandWithThoseThatMakeItFaster() {
        allow("+info", "+client|id", "+client|kill");
        redis.command("CONFIG", "RESETSTAT");
        runs(claim(newKey()));
        assertThat(redis.command("INFO", "commandstats").toString()).contains("cmdstat_set:", "cmdstat_client|id:");
    }
}
