package io.quarkiverse.eventidempotency.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.Fuzz;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;

class RecordContentTest {

    private static final String SEEN = "\"2026-01-01T00:00:00.123456Z \\\"é\\\"\"";

    private static ClaimRequest full() {
        return new ClaimRequest(new ClaimTerms("s\"é", 20_000, 3, AfterCrash.QUARANTINE, "n\\1"), "p:s:k", "k\n",
                new OwnerToken("o"), 60_000,
                1_767_225_600_001L, "e", "t", "f", TraceContext.of("trace", "span"), false);
    }

    private static ClaimRequest flat() {
        return new ClaimRequest(new ClaimTerms(null, 20_000, 0, AfterCrash.RERUN, null), "p:k", "k", new OwnerToken("o"),
                60_000,
                1_767_225_600_000L, null, null, null, null, false);
    }

    private static void assertSame(SettleRequest settled) {
        RecordContent fields = settled;
        RecordContent parsed = RecordContent.of(settled.rendered());
        assertThat(fields.text()).isEqualTo(parsed.text());
        assertThat(fields.record()).isNotNull().isEqualTo(parsed.record());
        assertThat(fields).extracting(RecordContent::status, RecordContent::scope, RecordContent::key,
                RecordContent::fingerprint, RecordContent::result)
                .containsExactly(parsed.status(), parsed.scope(), parsed.key(), parsed.fingerprint(), parsed.result());
    }

    @ParameterizedTest
    @EnumSource
    void settlementIsTheRecordThatItsTextParsesTo(Outcome outcome) {
        boolean complete = outcome == Outcome.COMPLETE;
        assertSame(new SettleRequest(full(), ClaimReply.acquired(2, null, 1_767_225_600_000_001L, SEEN), outcome, 86_400_000,
                1_767_225_600_500L,
                complete ? "{\"a\":[ 1 ]}" : null, complete ? null : "bo\"om", complete ? null : "x.Y", !complete, true));
        assertSame(new SettleRequest(flat(), ClaimReply.acquired(1, null, 7, null), outcome, 86_400_000, complete ? 1 : -1,
                complete ? "null" : null, null, null,
                false, true));
    }

    @ParameterizedTest
    @EnumSource
    void memberOfTheOtherOutcomeIsNotRead(Outcome outcome) {
        assertSame(new SettleRequest(full(), ClaimReply.acquired(1, null, 7, null), outcome, 1_000, 1, "1", "e", "t", true,
                true));
    }

    /** Without a parser where a record has the form that this extension writes, and never otherwise than by it. */
    @Test
    void duplicateFindsWhatAParserFinds() {
        ClaimRequest claim = new ClaimRequest(new ClaimTerms("orders", 20_000, 0, AfterCrash.RERUN, "shop/1"), "p:k", "käy",
                new OwnerToken("o"), 60_000, 1_767_225_600_000L, "e", null, "sha256:1", null, false);
        Fuzz fuzz = new Fuzz("completed", 50_000);
        int found = 0;
        for (String result : new String[] { null, "1", "\"}\\\",\"", "{\"a\":[1,{\"b\":\"]\"}]}" }) {
            String record = new SettleRequest(claim, ClaimReply.acquired(1, null, 7, null), Outcome.COMPLETE, 1, 1, result,
                    null, null, false, true).text();
            assertThat(CompletedBytes.of(record.getBytes(StandardCharsets.UTF_8))).isNotNull();
            for (int i = 0; i < fuzz.times() / 4; i++) {
                byte[] text = (i == 0 ? record : fuzz.damaged(record)).getBytes(StandardCharsets.UTF_8);
                IdempotencyRecord parsed = RecordJson.parse(new String(text, StandardCharsets.UTF_8));
                CompletedBytes members = CompletedBytes.of(text);
                if (members != null && parsed != null) {
                    found++;
                    RecordContent content = RecordContent.of(text);
                    assertThat(content).as(content.text()).extracting(RecordContent::status, RecordContent::scope,
                            RecordContent::key, RecordContent::fingerprint, RecordContent::result)
                            .containsExactly(parsed.status(), parsed.scope(), parsed.key(), parsed.fingerprint(),
                                    parsed.result());
                }
            }
        }
        assertThat(found).isGreaterThan(fuzz.times() / 20);
    }

    @Test
    void claimIsTheRecordThatItsTextParsesTo() {
        assertSame(full(), SEEN);
        assertSame(flat(), null);
    }

    private static void assertSame(ClaimRequest claim, @Nullable String seen) {
        IdempotencyRecord parsed = RecordJson
                .parse(new String(claim.processingRecord(2, 9, seen), StandardCharsets.UTF_8));
        assertThat(RecordContent.of(claim, ClaimReply.acquired(2, null, 9, seen)).record()).isEqualTo(parsed);
    }

    /** As a message has it that was shortened within a character, or a key in whose JSON somebody wrote half of one. */
    @Test
    void halfACharacterIsAQuestionMark() {
        ClaimRequest half = new ClaimRequest(new ClaimTerms(null, 20_000, 0, AfterCrash.RERUN, null), "p:k", "k\uDE00",
                new OwnerToken("o"),
                60_000, 1_767_225_600_000L, "\uD83D", null, null, null, false);
        assertThat(RecordJson.parse(new String(half.processingRecord(1, 9, null), StandardCharsets.UTF_8)))
                .extracting(IdempotencyRecord::key, IdempotencyRecord::eventId).containsExactly("k?", "?");
        SettleRequest failed = new SettleRequest(full(), ClaimReply.acquired(1, null, 7, null), Outcome.FAIL, 1_000, 1, null,
                "Ouch \uD83D…", null, true,
                true);
        assertThat(RecordContent.of(failed.rendered()).record()).extracting(IdempotencyRecord::error).isEqualTo("Ouch ?…");
    }
}
