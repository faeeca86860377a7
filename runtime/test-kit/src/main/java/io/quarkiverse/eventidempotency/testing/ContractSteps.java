package io.quarkiverse.eventidempotency.testing;

import static io.quarkiverse.eventidempotency.testing.RecordTexts.A;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.ATTEMPT_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.AWKWARD;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FENCE_BEFORE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.FINGERPRINT;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.SCOPE;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.tail;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.TraceContext;
import io.smallrye.mutiny.Uni;

/** The store under test, and the steps that its contract sends to it. */
abstract class ContractSteps {

    /** The time to live of a record that has none. */
    protected static final long PERSIST = -1;

    /** The time to live of no record. */
    protected static final long ABSENT = -2;

    /** How long a cache in front of the store may keep a completed record, in milliseconds. */
    protected static final long CACHE = 600_000;

    static final long LEASE = 30_000;
    static final long HOLD = 7_200_000;
    static final long TTL = 1_800_000;
    static final String FIRST_SEEN = "\"2026-05-06T07:08:09.123Z\"";
    static final long STARTED = Instant.parse("2026-05-06T07:08:09.123Z").toEpochMilli();
    /** When bodies end, by the wall clock. */
    protected static final long ENDED = STARTED + 1_000;
    static final String AWKWARD_RESULT = "{\"a\":[],\"o\":{},\"n\":12345678901234567890,\"d\":1.10,\"s\":\"" + AWKWARD
            + "\"}";

    /** How long a live record's owner has been silent. */
    static final long SILENCE = 10_000;

    /** How far a time to live may have run down between a step and the look at it. */
    static final long SLACK = 5_000;

    static final Duration PATIENCE = Duration.ofSeconds(20);

    static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    static final AtomicInteger KEYS = new AtomicInteger();

    final String run = "contract:" + UUID.randomUUID() + ":";

    /** The store under test. */
    protected abstract RecordStore store();

    /**
     * Puts a value as another writer would.
     *
     * @param ttlMillis its time to live, or {@link #PERSIST}
     */
    protected abstract void put(String storeKey, String value, long ttlMillis);

    /**
     * Puts a value that is no text.
     *
     * @return whether the store knows such values
     */
    protected abstract boolean putOtherType(String storeKey);

    /** {@return the value as it stands; {@code null} when there is none, or none that is text} */
    protected abstract @Nullable String get(String storeKey);

    /** {@return the remaining time to live in milliseconds, or {@link #PERSIST}, or {@link #ABSENT}} */
    protected abstract long pttl(String storeKey);

    /** {@return the value, which must be there} */
    String stored(String storeKey) {
        return Objects.requireNonNull(get(storeKey), storeKey);
    }

    /** {@return the record of a reply, which must have one} */
    static String recordOf(ClaimReply reply) {
        return Objects.requireNonNull(reply.record(), reply.toString()).text();
    }

    String newKey() {
        return "k" + KEYS.incrementAndGet();
    }

    ClaimRequest claim(String owner, String key) {
        return claim(run + key, SCOPE, key, owner, LEASE, 0, AfterCrash.RERUN, FINGERPRINT, false);
    }

    static ClaimRequest later(ClaimRequest r) {
        return new ClaimRequest(r.terms(), r.storeKey(), r.key(), r.token(), r.holdMillis(), r.startedAt() + 1_000_000_000,
                r.eventId(), r.eventType(), r.fingerprint(), r.trace(), r.exact());
    }

    ClaimRequest request(String step, @Nullable String scope, String key, boolean contended) {
        return claim(run + key, scope, key, A, LEASE, step.contains("maxAttempts 2") ? 2 : 0,
                step.contains("QUARANTINE") ? AfterCrash.QUARANTINE : AfterCrash.RERUN, FINGERPRINT, contended);
    }

    static ClaimRequest claim(String storeKey, @Nullable String scope, String key, String owner, long leaseMillis,
            int maxAttempts, AfterCrash afterCrash, @Nullable String fingerprint, boolean exact) {
        String who = owner.substring(0, 1).toUpperCase(Locale.ROOT);
        return new ClaimRequest(new ClaimTerms(scope, leaseMillis, maxAttempts, afterCrash, "node of " + who, CACHE), storeKey,
                key,
                new OwnerToken(owner), HOLD, STARTED, "event of " + who, "order.created", fingerprint,
                TraceContext.of("trace of " + who, "span of " + who),
                exact);
    }

    static SettleRequest settle(String step, ClaimRequest request, boolean recreate) {
        return settle(step, request, recreate, ClaimReply.acquired(ATTEMPT_BEFORE, null, FENCE_BEFORE, FIRST_SEEN));
    }

    static SettleRequest settle(String step, ClaimRequest request, boolean recreate, ClaimReply claimed) {
        boolean completes = step.equals("complete");
        return new SettleRequest(request, claimed,
                completes ? Outcome.COMPLETE : Outcome.FAIL, completes ? TTL : HOLD, ENDED, completes ? AWKWARD_RESULT : null,
                completes ? null : unquoted(), completes ? null : "java.io.IOException", true, recreate);
    }

    static SettleRequest completed(ClaimRequest request, ClaimReply claimed, String result) {
        return new SettleRequest(request, claimed, Outcome.COMPLETE, TTL,
                ENDED, result, null, null, false, true);
    }

    static String unquoted() {
        return json("\"" + AWKWARD + "\"").textValue();
    }

    static String text(SettleRequest settle) {
        return new String(settle.rendered(), UTF_8);
    }

    static String tailOf(ClaimRequest claim) {
        return new String(claim.tail(), UTF_8);
    }

    static String processing(ClaimRequest claim, int attempt, long fence, @Nullable String firstSeenAt) {
        return new String(claim.processingRecord(attempt, fence, firstSeenAt), UTF_8);
    }

    /** {@return the reply with the time of the first claim, which a store leaves out where it is the claim's own} */
    static ClaimReply seen(ClaimRequest claim, ClaimReply reply) {
        return reply.kind() != Kind.ACQUIRED || reply.firstSeenAt() != null ? reply
                : ClaimReply.acquired(reply.attempt(), reply.takeover(), reply.fence(), claim.firstSeenAt());
    }

    /** Lets the owner of a claim be silent for its whole lease. */
    void die(ClaimRequest request) {
        put(request.storeKey(), stored(request.storeKey()), HOLD - LEASE);
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    static JsonNode json(@Nullable String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
