package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.fail;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.kind;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.RedisOptions;

/** Settlements that wait together leave in one script call, and each is answered for itself. */
class SettlementsTogetherTest {

    private final RedisProcess redis = new RedisProcess();
    private RedisStore store = open(redis.options());

    /** One command at a time, so that the others gather behind it. */
    private RedisStore open(RedisOptions client) {
        return RedisStore.create(redis.vertx(), client, new RedisStoreOptions(Duration.ofSeconds(15), 100_000, 1, true));
    }

    @AfterEach
    void close() {
        RedisProcess.get(store.close());
        redis.close();
    }

    @BeforeEach
    void bringTheScript() {
        assertThat(await(store.settle(complete(claimed(), "1")))).isEqualTo(SettleReply.OK);
    }

    private ClaimRequest claimed() {
        return claimed(newKey());
    }

    private ClaimRequest claimed(String key) {
        ClaimRequest claim = claim(key);
        assertThat(kind(store.claim(claim))).isEqualTo(Kind.ACQUIRED);
        return claim;
    }

    /** Settles all behind one settlement, which the server answers when all of them wait. */
    private List<CompletableFuture<SettleReply>> settle(List<SettleRequest> requests) {
        return settle(requests, () -> {
        });
    }

    /** @param then what happens to the server before it answers */
    private List<CompletableFuture<SettleReply>> settle(List<SettleRequest> requests, Runnable then) {
        SettleRequest first = complete(claimed(), "0");
        redis.command("CLIENT", "PAUSE", "60000", "WRITE");
        CompletableFuture<SettleReply> before = store.settle(first).subscribeAsCompletionStage();
        Awaitility.await().until(() -> redis.command("INFO", "clients").toString().contains("blocked_clients:1"));
        List<CompletableFuture<SettleReply>> replies = requests.stream()
                .map(request -> store.settle(request).subscribeAsCompletionStage()).toList();
        redis.command("CONFIG", "RESETSTAT");
        then.run();
        redis.command("CLIENT", "UNPAUSE");
        CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)).exceptionally(failure -> null).join();
        assertThat(before).isDone();
        return replies;
    }

    private static List<SettleReply> replies(List<CompletableFuture<SettleReply>> settled) {
        return settled.stream().map(CompletableFuture::join).toList();
    }

    private int calls() {
        Matcher calls = Pattern.compile("cmdstat_eval(sha)?:calls=(\\d+)")
                .matcher(redis.command("INFO", "commandstats").toString());
        return calls.results().mapToInt(call -> Integer.parseInt(call.group(2))).sum();
    }

    @Test
    void answersEachForItself() {
        List<SettleRequest> requests = new ArrayList<>();
        List<SettleReply> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            requests.add(complete(claimed(), Integer.toString(i)));
            expected.add(SettleReply.OK);
        }
        ClaimRequest lost = claimed();
        redis.command("SET", lost.storeKey(), "{\"status\":\"processing\",\"owner\":\"another\"}");
        ClaimRequest foreign = claimed();
        redis.command("SET", foreign.storeKey(), "text");
        ClaimRequest list = claimed();
        redis.command("DEL", list.storeKey());
        redis.command("RPUSH", list.storeKey(), "one");
        ClaimRequest gone = claimed();
        redis.command("DEL", gone.storeKey());
        requests.addAll(3, List.of(complete(lost, "1"), complete(foreign, "1"), complete(list, "1"), complete(gone, "1")));
        expected.addAll(3,
                List.of(SettleReply.LOST, SettleReply.FOREIGN, SettleReply.FOREIGN, SettleReply.RECREATED));

        assertThat(replies(settle(requests))).isEqualTo(expected);
        assertThat(calls()).isEqualTo(1 + 1);
        assertThat(redis.command("GET", requests.get(0).storeKey()).toString()).startsWith("{\"status\":\"completed\"")
                .endsWith("\"result\":0}");
        assertThat(redis.command("GET", requests.get(33).storeKey()).toString()).endsWith("\"result\":29}");
        assertThat(redis.command("GET", lost.storeKey()).toString()).contains("another");
    }

    @Test
    void keepsOtherTermsApart() {
        List<SettleRequest> requests = List.of(complete(claimed(), "1"), fail(claimed()), fail(claimed()),
                fail(claimed()).withoutRecreation(), complete(claimed(), "2"));
        assertThat(replies(settle(requests))).containsOnly(SettleReply.OK);
        assertThat(calls()).isEqualTo(1 + 4);
        assertThat(redis.command("GET", requests.get(1).storeKey()).toString()).startsWith("{\"status\":\"failed\"");
    }

    @Test
    void takesNoMoreThanTheServerDoesSoon() {
        List<SettleRequest> requests = new ArrayList<>();
        for (int i = 0; i < 130; i++) {
            requests.add(complete(claimed(), "1"));
        }
        String large = '"' + "x".repeat(50_000) + '"';
        requests.add(complete(claimed(), large));
        requests.add(complete(claimed(), large));
        assertThat(replies(settle(requests))).containsOnly(SettleReply.OK);
        // 64, 64, 2 and the first large one, the other one
        assertThat(calls()).isEqualTo(1 + 4);
    }

    @Test
    void bringsTheScriptAlongWhereTheServerHasNone() {
        List<SettleRequest> requests = List.of(complete(claimed(), "1"), complete(claimed(), "2"), complete(claimed(), "3"));
        assertThat(replies(settle(requests, () -> redis.command("SCRIPT", "FLUSH")))).containsOnly(SettleReply.OK);
        // the first one alone, twice, and the others
        assertThat(calls()).isEqualTo(2 + 1);
        redis.command("SCRIPT", "FLUSH");
        assertThat(replies(settle(requests))).containsOnly(SettleReply.OK);
    }

    @Test
    void refusesThoseAloneWhoseKeysTheUserMayNotUse() {
        redis.command("ACL", "SETUSER", "shop", "reset", "on", ">secret", "~test:*", "+@all");
        RedisProcess.get(store.close());
        store = open(new RedisOptions().setConnectionString(redis.uri().replace("//", "//shop:secret@")));
        List<SettleRequest> requests = List.of(complete(claimed("a1"), "1"), complete(claimed("b1"), "2"),
                complete(claimed("a2"), "3"));
        List<CompletableFuture<SettleReply>> replies = settle(requests,
                () -> redis.command("ACL", "SETUSER", "shop", "resetkeys", "~test:a*"));
        assertThat(replies.get(0).join()).isEqualTo(SettleReply.OK);
        assertThat(catchThrowableOfType(CompletionException.class, () -> replies.get(1).join()))
                .hasMessageContaining("NOPERM").hasCauseInstanceOf(StoreException.class);
        assertThat(replies.get(2).join()).isEqualTo(SettleReply.OK);
    }

    @Test
    void refusesEachWhileTheServerIsFull() {
        List<SettleRequest> requests = List.of(complete(claimed(), "1"), complete(claimed(), "2"));
        for (CompletableFuture<SettleReply> reply : settle(requests, () -> redis.command("CONFIG", "SET", "maxmemory", "1"))) {
            StoreException refused = (StoreException) catchThrowableOfType(CompletionException.class, reply::join).getCause();
            assertThat(refused).hasMessageContaining("OOM").hasMessageContaining("give Redis more memory");
            assertThat(refused.maybeApplied()).isFalse();
        }
        redis.command("CONFIG", "SET", "maxmemory", "0");
        assertThat(await(store.settle(requests.get(1)))).isEqualTo(SettleReply.OK);
    }
}
