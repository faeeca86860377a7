package io.quarkiverse.eventidempotency.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.dev.KeyHistories.KeyHistory;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/**
 * Answers in sentences why an event was skipped or refused, why it ran more than once, and what its next delivery gets.
 *
 * @param found the value in the store; {@code null} where there is none
 * @param now the time, in milliseconds since 1970
 * @param waiting how many callers of this process wait for the key
 */
record StoryAnswers(@Nullable FoundRecord found, KeyHistory history, long now, int waiting) {

    /** {@return the answers, the most urgent one first; at least one} */
    List<String> all() {
        List<String> answers = new ArrayList<>();
        IdempotencyRecord record = record();
        boolean inFlight = record != null && record.status() == RecordStatus.PROCESSING;
        if (inFlight) {
            answers.add(state());
        }
        String ending = ending();
        if (ending != null) {
            answers.add(ending);
        }
        String repetition = repetition();
        if (repetition != null) {
            answers.add(repetition);
        }
        if (ending == null && !inFlight) {
            answers.add(state());
        }
        return answers;
    }

    /** {@return why the last delivery did not run its handler; {@code null} where it did, or is not known} */
    private @Nullable String ending() {
        Happening last = last(Happening::ended);
        if (last == null) {
            return null;
        }
        return switch (last.kind()) {
            case "replayed", "duplicate-skipped" -> "Skipped: " + completion() + ".";
            case "duplicate-rejected" -> "Refused as a duplicate (onDuplicate=FAIL): " + completion() + ".";
            case "result-unavailable" -> "Refused: " + completion() + ", and its result is not stored or cannot be read.";
            case "in-flight-skipped" -> "Skipped: another delivery of the event was in flight" + holder() + ".";
            case "in-flight-rejected" -> "Refused: another delivery of the event was in flight" + holder() + ".";
            case "failure-replayed" -> "Refused: the event has failed permanently" + recordedError()
                    + ". Release or delete its record to run it again.";
            case "quarantined" ->
                "Refused: the event is quarantined, since the lease of an attempt expired while its handler ran"
                        + " (afterCrash=QUARANTINE). Release its record to run it again.";
            case "attempts-exhausted" -> "Refused: the event has used up its attempts" + recordedError()
                    + ". Release its record to run it again.";
            case "key-reused" -> "Refused: the key was used before for another payload.";
            case "foreign-record" -> "Refused: the value under this key is not the record of the event.";
            case "nested" -> "Refused: it was called from the handler, or in the transaction, that holds its key.";
            case "not-stored" ->
                "The handler ran, and its outcome could not be stored" + text(last) + ": the event runs again.";
            case "store-unavailable" -> "Refused: the store was unreachable" + text(last) + ".";
            default -> null;
        };
    }

    /** {@return why the handler ran more than once; {@code null} where it did not} */
    private @Nullable String repetition() {
        List<Happening> runs = history.happenings().stream().filter(StoryAnswers::begins).toList();
        int attempts = attempts();
        if (runs.size() > 1) {
            return (runs.size() == 2 && history.missing() == 0 ? "Ran twice: " : "Ran more than once: ")
                    + reason(runs.get(runs.size() - 1), runs.get(runs.size() - 2)) + ".";
        }
        Happening takeover = last(happening -> happening.kind().equals("takeover"));
        if (takeover != null) {
            return "Ran more than once: " + expiry(takeover, attempts) + ".";
        }
        Happening lost = last(happening -> happening.kind().equals("lease-lost"));
        if (lost != null && attempts > lost.attempt()) {
            return "Ran more than once: the lease of attempt " + lost.attempt()
                    + " expired while its handler ran here, and attempt "
                    + attempts + on() + " took over.";
        }
        return attempts > 1 ? "Ran " + (attempts == 2 ? "twice" : attempts + " times") + ": attempt " + attempts + on()
                + " followed one that failed, was released, or lost its lease; this process has not seen it." : null;
    }

    /** A delivery whose handler begins: with a claim, or without one. */
    private static boolean begins(Happening happening) {
        return happening.kind().equals("claimed") || happening.executed() && happening.attempt() == 0;
    }

    private String reason(Happening run, Happening before) {
        if (!run.kind().equals("claimed")) {
            return run.kind().startsWith("observed") ? "its scope is only observed (mode=observe), so that duplicates run"
                    : "the last delivery ran unguarded (" + run.kind() + ")";
        }
        Happening takeover = last(happening -> happening.kind().equals("takeover") && happening.number() > before.number()
                && happening.number() < run.number());
        if (takeover != null) {
            return expiry(takeover, run.attempt());
        }
        Happening end = last(happening -> happening.ended() && happening.executed() && happening.number() > before.number() - 1
                && happening.number() < run.number());
        if (run.attempt() > 1) {
            return "attempt " + (run.attempt() - 1) + (end == null ? " failed or was released" : " failed" + text(end))
                    + ", and attempt " + run.attempt() + " followed at " + Spans.clock(run.at());
        }
        String kind = end == null ? "" : end.kind();
        return switch (kind) {
            case "completed" -> "the record of the first run was gone at " + Spans.clock(run.at())
                    + ": it had expired or was deleted";
            case "not-stored" -> "the outcome of the first run could not be stored" + text(end);
            case "bypassed", "unguarded-no-key", "unguarded-no-store", "unguarded-on-purpose" ->
                "the first run was not guarded (" + kind + ")";
            default -> "no record was there at " + Spans.clock(run.at()) + ": it had expired or was deleted";
        };
    }

    private static String expiry(Happening takeover, int attempt) {
        long late = takeover.lateMillis() == null ? 0 : takeover.lateMillis();
        int before = Math.max(1, (takeover.attempt() > 0 ? takeover.attempt() : attempt) - 1);
        return "the lease of attempt " + before + (takeover.node() == null ? "" : " on " + takeover.node()) + " expired at "
                + Spans.clock(takeover.at() - late) + "; this process took over " + Spans.of(late) + " later";
    }

    /** {@return what the store says of the key, and what its next delivery gets} */
    private String state() {
        IdempotencyRecord record = record();
        if (found == null) {
            return history.happenings().isEmpty()
                    ? "There is no record, and this process has not seen the key: the next delivery runs the handler."
                    : "There is no record: the next delivery runs the handler.";
        }
        if (record == null) {
            return "The value under this key is not a record: deliveries fail until it is removed.";
        }
        return switch (record.status()) {
            case PROCESSING -> inFlight(record);
            case COMPLETED -> "Completed " + when() + "; a duplicate gets the stored result.";
            case FAILED -> failed(record);
        };
    }

    private String inFlight(IdempotencyRecord record) {
        Long left = RecordRow.millis(found == null ? null : found.remainingLease());
        if (left != null && left <= 0) {
            return "Abandoned: the lease of attempt " + record.attempt() + on() + " expired " + Spans.of(-left)
                    + " ago; the next delivery takes over.";
        }
        Long started = Spans.millis(record.startedAt());
        return "In flight: attempt " + record.attempt() + on() + (started == null ? ""
                : " since " + Spans.clock(started)) + (left == null ? "" : "; its lease is valid for " + Spans.of(left))
                + (waiting == 0 ? "."
                        : waiting == 1 ? "; 1 caller of this process waits for it."
                                : "; " + waiting + " callers of this process wait for it.");
    }

    private String failed(IdempotencyRecord record) {
        if (!record.retryable()) {
            return "Failed permanently" + recordedError()
                    + ": no delivery runs it again. Release or delete its record to run it.";
        }
        return "Failed" + recordedError() + ": the next delivery runs the handler as attempt " + (record.attempt() + 1) + ".";
    }

    /** An event with this key completed 4 min ago on vm/2527 in 41 ms; forgotten in 56 min. */
    private String completion() {
        IdempotencyRecord record = record();
        return record == null || record.status() != RecordStatus.COMPLETED
                ? "an event with this key had completed; its record is no longer there"
                : "an event with this key completed " + when();
    }

    /** {@return when the record was completed, where, in which time, and until when it stands} */
    private String when() {
        IdempotencyRecord record = record();
        Long ended = record == null ? null : Spans.millis(record.completedAt());
        Long started = record == null ? null : Spans.millis(record.startedAt());
        Long left = RecordRow.millis(found == null ? null : found.remainingTtl());
        return (ended == null ? "at an unknown time" : Spans.of(now - ended) + " ago") + on()
                + (ended == null || started == null ? "" : " in " + Spans.of(ended - started))
                + (left == null ? "; never forgotten" : "; forgotten in " + Spans.of(left));
    }

    private String holder() {
        IdempotencyRecord record = record();
        return record == null ? "" : on() + ", attempt " + record.attempt();
    }

    private String on() {
        IdempotencyRecord record = record();
        return record == null || record.node() == null ? "" : " on " + record.node();
    }

    private String recordedError() {
        IdempotencyRecord record = record();
        return record == null ? "" : error(record.errorType(), record.error());
    }

    private static String text(@Nullable Happening happening) {
        return happening == null ? "" : error(happening.errorType(), happening.error());
    }

    private static String error(@Nullable String type, @Nullable String error) {
        String shortType = type == null ? null : type.substring(type.lastIndexOf('.') + 1);
        String both = shortType == null ? error : error == null ? shortType : shortType + ": " + error;
        return both == null ? "" : " (" + both.lines().findFirst().orElse("") + ")";
    }

    private int attempts() {
        IdempotencyRecord record = record();
        return record == null ? 0 : record.attempt();
    }

    private @Nullable IdempotencyRecord record() {
        return found == null ? null : found.record();
    }

    private @Nullable Happening last(Predicate<Happening> which) {
        Happening last = null;
        for (Happening happening : history.happenings()) {
            if (which.test(happening)) {
                last = happening;
            }
        }
        return last;
    }
}
