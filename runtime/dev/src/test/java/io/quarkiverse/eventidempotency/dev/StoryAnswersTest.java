package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.dev.KeyHistories.KeyHistory;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

class StoryAnswersTest {

    private static final long NOW = 1_767_225_600_000L;
    private static final String KEY = "idempotency:events:orders:o-1";

    private final List<Happening> happenings = new ArrayList<>();
    private @Nullable FoundRecord found;
    private int waiting;
    private long missing;

    private List<String> answers() {
        return new StoryAnswers(found, new KeyHistory(happenings, missing), NOW, waiting).all();
    }

    private StoryAnswersTest seen(String kind, long secondsAgo, int attempt) {
        return seen(kind, secondsAgo, attempt, null, null, null, null);
    }

    private StoryAnswersTest failed(long secondsAgo, int attempt) {
        return seen("failed", secondsAgo, attempt, "org.acme.OutOfPaper", "No paper\nat all", null, null);
    }

    private StoryAnswersTest seen(String kind, long secondsAgo, int attempt, @Nullable String errorType,
            @Nullable String error, @Nullable String node, @Nullable Long lateMillis) {
        boolean ran = List.of("completed", "failed", "not-stored", "unguarded-no-store", "observed-duplicate",
                "lease-lost").contains(kind);
        boolean ended = !List.of("claimed", "takeover", "retry", "wait", "waited").contains(kind);
        happenings.add(new Happening(happenings.size(), NOW - secondsAgo * 1000, kind, ended, ran, ended && !ran, "Orders#on",
                "orders", "o-1", KEY, attempt, 41.0, "loop-1", null, null, errorType, error, node, lateMillis, null));
        return this;
    }

    private void record(RecordStatus status, int attempt, boolean retryable, @Nullable String errorType,
            @Nullable Duration remainingTtl, @Nullable Duration remainingLease) {
        String ended = status == RecordStatus.PROCESSING ? null : Instant.ofEpochMilli(NOW - 240_000).toString();
        found = new FoundRecord(KEY, new IdempotencyRecord(status, "owner", attempt, 7, Duration.ofSeconds(20),
                Duration.ofHours(1), "orders", "o-1", null, null, null, Instant.ofEpochMilli(NOW - 240_041).toString(), ended,
                false, null, errorType == null ? null : "No paper", errorType, retryable, null, "vm/2527", null, null), "{}",
                remainingTtl, remainingLease);
    }

    private void completed() {
        record(RecordStatus.COMPLETED, 1, true, null, Duration.ofMinutes(56), null);
    }

    @Test
    void answersWhyEventWasSkipped() {
        completed();
        seen("replayed", 1, 0);
        assertThat(answers()).containsExactly(
                "Skipped: an event with this key completed 4 min ago on vm/2527 in 41 ms; forgotten in 56 min.");
    }

    @Test
    void saysSoWhenRecordOfSkippedEventIsGone() {
        seen("replayed", 1, 0);
        assertThat(answers()).containsExactly("Skipped: an event with this key had completed; its record is no longer there.");
    }

    @Test
    void answersThatLeaseExpired() {
        completed();
        seen("claimed", 60, 1);
        seen("takeover", 30, 2, null, null, "vm/31", 400L).seen("claimed", 30, 2).seen("completed", 29, 2);
        assertThat(answers()).element(0).isEqualTo("Ran twice: the lease of attempt 1 on vm/31 expired at "
                + Spans.clock(NOW - 30_400) + "; this process took over 0.4 s later.");
    }

    @Test
    void answersThatLeaseExpiredWhereFirstAttemptWasElsewhere() {
        completed();
        seen("takeover", 30, 3, null, null, "vm/31", 1_000L).seen("claimed", 30, 3).seen("completed", 29, 3);
        assertThat(answers()).element(0).isEqualTo("Ran more than once: the lease of attempt 2 on vm/31 expired at "
                + Spans.clock(NOW - 31_000) + "; this process took over 1 s later.");
    }

    @Test
    void answersThatAttemptFailed() {
        completed();
        seen("claimed", 60, 1).failed(59, 1).seen("retry", 30, 0).seen("claimed", 30, 2).seen("completed", 29, 2);
        assertThat(answers()).element(0)
                .isEqualTo("Ran twice: attempt 1 failed (OutOfPaper: No paper), and attempt 2 followed at "
                        + Spans.clock(NOW - 30_000) + ".");
    }

    @Test
    void answersThatRecordWasGone() {
        completed();
        seen("claimed", 60, 1).seen("completed", 59, 1).seen("claimed", 30, 1).seen("completed", 29, 1);
        assertThat(answers()).element(0).isEqualTo("Ran twice: the record of the first run was gone at "
                + Spans.clock(NOW - 30_000) + ": it had expired or was deleted.");
    }

    @Test
    void answersThatRunWasUnguarded() {
        completed();
        seen("claimed", 60, 1).seen("completed", 59, 1).seen("unguarded-no-store", 30, 0);
        assertThat(answers()).element(0).isEqualTo("Ran twice: the last delivery ran unguarded (unguarded-no-store).");
    }

    @Test
    void answersThatLeaseWasLost() {
        record(RecordStatus.COMPLETED, 2, true, null, Duration.ofMinutes(56), null);
        seen("claimed", 60, 1).seen("lease-lost", 30, 1);
        assertThat(answers()).element(0)
                .isEqualTo("Ran more than once: the lease of attempt 1 expired while its handler ran here, "
                        + "and attempt 2 on vm/2527 took over.");
    }

    @Test
    void answersThatScopeIsObserved() {
        completed();
        seen("claimed", 60, 1).seen("completed", 59, 1).seen("observed-duplicate", 30, 0);
        assertThat(answers()).element(0).isEqualTo(
                "Ran twice: its scope is only observed (mode=observe), so that duplicates run.");
    }

    @Test
    void answersBothWhenEventRanTwiceAndWasSkipped() {
        completed();
        seen("claimed", 60, 1).failed(59, 1).seen("claimed", 30, 2).seen("completed", 29, 2).seen("replayed", 5, 0);
        assertThat(answers()).hasSize(2);
        assertThat(answers().get(0)).startsWith("Skipped: ");
        assertThat(answers().get(1)).startsWith("Ran twice: attempt 1 failed");
    }

    @Test
    void answersFromRecordWhatThisProcessHasNotSeen() {
        record(RecordStatus.COMPLETED, 3, true, null, Duration.ofMinutes(56), null);
        assertThat(answers()).containsExactly(
                "Ran 3 times: attempt 3 on vm/2527 followed one that failed, was released, or lost "
                        + "its lease; this process has not seen it.",
                "Completed 4 min ago on vm/2527 in 41 ms; forgotten in 56 min; a duplicate gets the stored result.");
    }

    @Test
    void answersWhoHoldsTheKey() {
        record(RecordStatus.PROCESSING, 1, true, null, Duration.ofHours(1), Duration.ofSeconds(16));
        waiting = 3;
        seen("claimed", 240, 1);
        assertThat(answers()).containsExactly("In flight: attempt 1 on vm/2527 since " + Spans.clock(NOW - 240_041)
                + "; its lease is valid for 16 s; 3 callers of this process wait for it.");
    }

    @Test
    void answersWhoHoldsTheKeyBeforeWhyADeliveryWasRefused() {
        record(RecordStatus.PROCESSING, 1, true, null, Duration.ofHours(1), Duration.ofSeconds(16));
        seen("claimed", 240, 1).seen("in-flight-rejected", 30, 0);
        assertThat(answers()).hasSize(2);
        assertThat(answers().get(0)).startsWith("In flight: attempt 1 on vm/2527 since ");
        assertThat(answers().get(1)).isEqualTo("Refused: another delivery of the event was in flight on vm/2527, attempt 1.");
    }

    @Test
    void answersThatOwnerIsGone() {
        record(RecordStatus.PROCESSING, 1, true, null, Duration.ofHours(1), Duration.ofMinutes(-3));
        assertThat(answers()).containsExactly(
                "Abandoned: the lease of attempt 1 on vm/2527 expired 3 min ago; the next delivery takes over.");
    }

    @Test
    void answersWhetherFailedEventRunsAgain() {
        record(RecordStatus.FAILED, 1, true, "org.acme.OutOfPaper", Duration.ofHours(1), null);
        assertThat(answers())
                .containsExactly("Failed (OutOfPaper: No paper): the next delivery runs the handler as attempt 2.");
        record(RecordStatus.FAILED, 1, false, "org.acme.OutOfPaper", Duration.ofHours(1), null);
        assertThat(answers())
                .containsExactly("Failed permanently (OutOfPaper: No paper): no delivery runs it again. Release or "
                        + "delete its record to run it.");
        seen("quarantined", 1, 0);
        assertThat(answers()).element(0).asString().startsWith("Refused: the event is quarantined");
    }

    @Test
    void answersForUnknownKeys() {
        assertThat(answers()).containsExactly(
                "There is no record, and this process has not seen the key: the next delivery runs the handler.");
        found = new FoundRecord(KEY, null, "[1]", null, null);
        assertThat(answers()).containsExactly("The value under this key is not a record: deliveries fail until it is removed.");
    }
}
