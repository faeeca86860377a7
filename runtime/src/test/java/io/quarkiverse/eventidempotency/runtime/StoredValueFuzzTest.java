package io.quarkiverse.eventidempotency.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.ForeignRecordException;
import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.EngineOptions;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.json.JacksonResults;
import io.quarkiverse.eventidempotency.runtime.observability.LoggingListener;
import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.runtime.vertx.ProcessClock;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.smallrye.mutiny.Uni;

/** What others have left in Redis under the keys of events, and keys that others have thought up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredValueFuzzTest {

    private static final String PREFIX = "idempotency:events:orders:";
    private static final List<String> RECORDS = List.of(
            "{\"status\":\"processing\",\"owner\":\"0123456789abcdef0123456789abcdef\",\"attempt\":1,\"fence\":1767312000000000,"
                    + "\"lease_ms\":20000,\"ttl_ms\":60000,\"first_seen_at\":\"2026-01-02T03:04:05Z\",\"scope\":\"orders\","
                    + "\"idempotency_key\":\"KEY\",\"event_id\":null}",
            "{\"status\":\"completed\",\"owner\":\"0123456789abcdef0123456789abcdef\",\"attempt\":1,\"fence\":1767312000000000,"
                    + "\"lease_ms\":20000,\"ttl_ms\":60000,\"first_seen_at\":\"2026-01-02T03:04:05Z\",\"scope\":\"orders\","
                    + "\"idempotency_key\":\"KEY\",\"result\":\"earlier\"}",
            "{\"status\":\"failed\",\"owner\":\"0123456789abcdef0123456789abcdef\",\"attempt\":2,\"fence\":1767312000000000,"
                    + "\"lease_ms\":20000,\"ttl_ms\":60000,\"first_seen_at\":\"2026-01-02T03:04:05Z\",\"scope\":\"orders\","
                    + "\"idempotency_key\":\"KEY\",\"retryable\":true,\"error\":\"no\",\"error_type\":\"java.lang.Exception\"}",
            "{\"idempotency_key\": \"KEY\", \"event_id\": \"e\", \"event_type\": \"t\", \"status\": \"processing\", \"result\": null}",
            "{\"a\":{\"b\":[1,2,{\"c\":\"}\"}]},\"status\":\"failed\",\"scope\":\"orders\",\"idempotency_key\":\"KEY\"}");

    private final RedisProcess redis = RedisProcess.shared();
    private final JacksonResults results = new JacksonResults(new ObjectMapper(), String.class);
    private final GuardPolicy policy = GuardPolicy.builder("orders", PREFIX, new DeliveryCounters())
            .set(PolicyOverrides.ON_IN_FLIGHT, OnInFlight.FAIL).set(PolicyOverrides.TTL, Duration.ofMillis(60_000))
            .set(PolicyOverrides.WAIT_TIMEOUT, Duration.ofMillis(0))
            .set(PolicyOverrides.STORE_RETRY_TIMEOUT, Duration.ofMillis(2_000)).build();
    private RedisStore store;
    private IdempotencyEngine engine;

    @BeforeAll
    void start() {
        store = RedisStore.create(redis.vertx(), redis.options(), RedisStoreOptions.DEFAULT);
        engine = new IdempotencyEngine(store, new ProcessClock(redis.vertx().nettyEventLoopGroup()),
                new LoggingListener(false, new ProcessClock(redis.vertx().nettyEventLoopGroup())),
                new EngineOptions("test", false, 1_000_000, false, Integer.MAX_VALUE, () -> null));
    }

    @AfterAll
    void stop() {
        store.close();
    }

    private Object deliver(String key) {
        try {
            return engine.handler(policy, results)
                    .guard(new EventIdentity(key, null, null), () -> Uni.createFrom().item((Object) "now"),
                            VertxCaller::current, () -> null)
                    .await()
                    .atMost(Duration.ofSeconds(20));
        } catch (CompletionException e) {
            return e.getCause();
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] value(String storeKey) {
        return redis.command("GET", storeKey).toBytes();
    }

    @Test
    void aValueIsARecordOfTheEventOrTheDeliverySaysThatItIsNot() {
        Fuzz fuzz = new Fuzz("stored values", 4_000);
        int foreign = 0;
        int run = 0;
        int replayed = 0;
        for (int i = 0; i < fuzz.times(); i++) {
            String key = "value-" + i;
            String record = fuzz.oneOf(RECORDS).replace("KEY", fuzz.chance(0.9) ? key : "another");
            byte[] value = fuzz.chance(0.1) ? fuzz.bytes(60)
                    : (fuzz.chance(0.2) ? fuzz.text(12) : fuzz.damaged(record)).getBytes(StandardCharsets.UTF_8);
            redis.command("SET", PREFIX + key, value, "PX", 60_000);
            Object outcome = deliver(key);
            String about = i + ": " + new String(value, StandardCharsets.UTF_8);
            if (outcome instanceof ForeignRecordException) {
                foreign++;
                assertThat(value(PREFIX + key)).as(about).isEqualTo(value);
            } else if ("now".equals(outcome)) {
                run++;
                assertThat(new String(value(PREFIX + key), StandardCharsets.UTF_8)).as(about)
                        .startsWith("{\"status\":\"completed\"").contains("\"result\":\"now\"");
                assertThat(deliver(key)).as(about).isEqualTo("now");
            } else if (outcome instanceof String) {
                replayed++;
                assertThat(value(PREFIX + key)).as(about).isEqualTo(value);
            } else {
                assertThat(outcome).as(about).isInstanceOf(IdempotencyException.class);
            }
        }
        assertThat(List.of(foreign, run, replayed)).allMatch(count -> count > fuzz.times() / 100);
    }

    @Test
    void aKeyIsItselfAndNoOther() {
        Fuzz fuzz = new Fuzz("keys", 1_000);
        List<String> keys = new ArrayList<>(
                List.of("*", "?", "[a-z]", "\u0000", " ", "\uD800", "\uDC00", "?\uFFFD", "\uFFFD", "ä", "a\u0308",
                        "a:b", "a\\:b", "x".repeat(1024), "x".repeat(1025), "x".repeat(1024 * 1024), "\uD800".repeat(600),
                        "\uDC00".repeat(600), "sha256:", "{a}", "{b}"));
        // what another key is stored as, and texts whose bytes are those of another in another encoding
        keys.add("sha256:" + sha256("x".repeat(1025)));
        keys.add("sha256:" + sha256(keys.get(keys.size() - 1)));
        keys.add(new String("\uD800".repeat(600).getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1));
        keys.add("\uD800" + "a".repeat(600));
        keys.add("\u6161".repeat(300) + "\uD800");
        for (int i = 0; i < fuzz.times(); i++) {
            String key = fuzz.text(8);
            keys.add(key);
            keys.add("sha256:" + sha256(key));
        }
        List<String> distinct = keys.stream().distinct().filter(key -> !key.isEmpty()).toList();
        redis.command("FLUSHALL");
        for (String key : distinct) {
            assertThat(deliver(key)).as(key).isEqualTo("now");
        }
        assertThat(redis.command("DBSIZE").toInteger()).isEqualTo(distinct.size());
        long bodies = policy.counters().count(DeliveryOutcome.COMPLETED);
        for (String key : distinct) {
            assertThat(deliver(key)).as(key).isEqualTo("now");
        }
        assertThat(policy.counters().count(DeliveryOutcome.COMPLETED))
                .isEqualTo(bodies);
        assertThat(deliver("")).isInstanceOf(MissingIdempotencyKeyException.class);
    }
}
