package io.quarkiverse.eventidempotency.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.runtime.Fuzz;
import io.quarkiverse.eventidempotency.runtime.redis.RedisProcess;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;

/** Both stores take the same steps, drawn at random, answer the same and store the same. */
class StoresAlikeFuzzTest {

    private static final List<String> OWNERS = List.of("a".repeat(32), "b".repeat(32), "c".repeat(32));
    private static final List<String> KEYS = List.of("k1", "k2", "k3");

    /** The records of other writers. */
    private static final List<String> OTHERS = List.of(
            " {\"idempotency_key\": \"%s\", \"scope\": \"s\", \"event_id\": \"\\u00e9\", \"status\": \"processing\", \"result\": null} ",
            "{\"idempotency_key\": \"%s\", \"scope\": \"s\", \"status\": \"failed\", \"result\": null, \"error\": \"}\\\"\"}",
            "{\"status\": \"processing\", \"lease_ms\": 1, \"first_seen_at\": \"f/\\u0001\", \"scope\": \"s\", \"idempotency_key\": \"%s\"}",
            "{\"idempotency_key\": \"%s\", \"scope\": \"s\", \"status\": \"completed\", \"result\": {\"a\": [ ]}}",
            "{\"idempotency_key\": \"%s of another\", \"scope\": \"s\", \"status\": \"failed\"}");

    private final RedisProcess redis = RedisProcess.shared();
    private final InMemoryStore memory = new InMemoryStore(System::nanoTime, 1_000);

    private @Nullable String eventId;
    private @Nullable String firstSeenAt;
    private int attempt;

    private String step(RecordStore store, int what, String storeKey, String key, String owner, boolean exact,
            int attempts, AfterCrash afterCrash, boolean recreate) {
        if (what < 5) {
            ClaimReply reply = store
                    .claim(request(storeKey, key, owner, exact, attempts, afterCrash))
                    .await()
                    .atMost(Duration.ofSeconds(20));
            return reply.kind() + " " + reply.attempt() + " " + reply.takenOver() + " "
                    + (reply.firstSeenAt() == null || reply.firstSeenAt().contains("2026") ? null
                            : reply.firstSeenAt().replace("\\/", "/"));
        }
        if (what < 9) {
            Outcome outcome = what < 7 ? Outcome.COMPLETE : Outcome.FAIL;
            return store
                    .settle(new SettleRequest(request(storeKey, key, owner, true, 0, AfterCrash.RERUN),
                            ClaimReply.acquired(attempt, null, 1, firstSeenAt),
                            outcome,
                            600_000, 1,
                            null, null, null, true, recreate))
                    .await().atMost(Duration.ofSeconds(20)).toString();
        }
        if (what >= 11) {
            return operate(store, what, storeKey, key, owner);
        }
        return store.renew(storeKey, owner, 600_000).await().atMost(Duration.ofSeconds(20)).toString();
    }

    private ClaimRequest request(String storeKey, String key, String owner, boolean exact, int attempts,
            AfterCrash afterCrash) {
        return new ClaimRequest(new ClaimTerms("s", 60_000, attempts, afterCrash, null), storeKey, key, new OwnerToken(owner),
                600_000,
                1_767_225_600_000L, eventId, null, null, null, exact);
    }

    private static String operate(RecordStore store, int what, String storeKey, String key, String token) {
        Uni<?> step = switch (what) {
            case 11 -> store.delete(new DeleteRequest(storeKey, token, 60_000, 600_000, null, false));
            case 12 -> store.release(storeKey, token, 60_000, 600_000);
            case 13 -> store.revokeOrphan(storeKey, token, 60_000, 600_000, 0);
            default -> store.force(new ForceRequest(storeKey, token,
                    what == 14 ? ForceRequest.Outcome.COMPLETE : ForceRequest.Outcome.FAIL, 60_000, 600_000,
                    "\"2026-01-01T00:00:00Z\"", ",\"scope\":\"s\",\"idempotency_key\":\"" + key + "\"",
                    what == 14 ? ",\"result\":[]" : ",\"retryable\":false"));
        };
        return step.await().atMost(Duration.ofSeconds(20)).toString();
    }

    @Test
    void answerTheSame() {
        Fuzz fuzz = new Fuzz("steps on both stores", 6_000);
        RedisStore store = RedisStore.create(redis.vertx(), redis.options(), RedisStoreOptions.DEFAULT);
        List<String> story = new ArrayList<>();
        for (int i = 0; i < fuzz.times(); i++) {
            String key = fuzz.oneOf(KEYS);
            String storeKey = "alike:" + i / 40 + ':' + key;
            String owner = fuzz.oneOf(OWNERS);
            if (fuzz.chance(0.05)) {
                story.add(key + " is gone");
                redis.command("DEL", storeKey);
                memory.put(storeKey, "", 0);
            } else if (fuzz.chance(0.1) && memory.get(storeKey) != null) {
                story.add(key + " lease ends");
                redis.command("PEXPIRE", storeKey, 530_000);
                memory.put(storeKey, memory.get(storeKey), 530_000);
            }
            if (fuzz.chance(0.05)) {
                String other = fuzz.oneOf(OTHERS).formatted(key);
                story.add(key + " is " + other);
                boolean persisted = fuzz.chance(0.2);
                redis.command("SET",
                        persisted ? new Object[] { storeKey, other } : new Object[] { storeKey, other, "PX", 600_000 });
                memory.put(storeKey, other, persisted ? -1 : 600_000);
            }
            eventId = fuzz.oneOf(Arrays.asList(null, "e", "\u00e9\n\"\u6f22"));
            firstSeenAt = fuzz.oneOf(Arrays.asList(null, "\"2025-01-01T00:00:00.000Z\""));
            attempt = firstSeenAt == null ? 1 : 1 + fuzz.below(2);
            int what = fuzz.below(16);
            boolean exact = fuzz.chance(0.5);
            int attempts = fuzz.below(3) == 0 ? 2 : 0;
            AfterCrash afterCrash = fuzz.chance(0.2) ? AfterCrash.QUARANTINE : AfterCrash.RERUN;
            boolean recreate = fuzz.chance(0.5);
            String there = step(store, what, storeKey, key, owner, exact, attempts, afterCrash, recreate);
            String here = step(memory, what, storeKey, key, owner, exact, attempts, afterCrash, recreate);
            story.add(what + " " + key + " " + owner.charAt(0) + " " + afterCrash + " " + attempts + ": " + there);
            assertThat(here).as(() -> String.join("\n", story.subList(Math.max(0, story.size() - 40), story.size())))
                    .isEqualTo(there);
            Response stored = redis.command("GET", storeKey);
            String kept = memory.get(storeKey);
            assertThat(kept == null ? null : RecordJson.parse(kept))
                    .as(() -> String.join("\n", story.subList(Math.max(0, story.size() - 40), story.size())))
                    .usingRecursiveComparison().ignoringFields("fence", "ttl")
                    .isEqualTo(stored == null ? null : RecordJson.parse(stored.toString()));
        }
        store.close();
    }
}
