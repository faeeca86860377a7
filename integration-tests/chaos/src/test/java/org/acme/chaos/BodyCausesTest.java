package org.acme.chaos;

import static org.acme.chaos.Cause.Reason.BODY_FAILED;
import static org.acme.chaos.Cause.Reason.NOT_STORED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyCausesTest {

    private final History history = new History();

    @Test
    void nothingIsNone() {
        String first = history.begins("a", 10_000);
        assertThat(history.cause(first, history.begins("b", 20_000))).isNull();
    }

    @Test
    void aFailureIsACause() {
        String first = history.fails(history.begins("a", 10_000), 10_100);
        assertThat(history.cause(first, history.begins("b", 10_110))).isEqualTo(new Cause(BODY_FAILED));
    }

    @Test
    void aFailureIsNoneForARunThatHadBegunBefore() {
        String first = history.fails(history.begins("a", 10_000), 10_100);
        assertThat(history.cause(first, history.begins("b", 10_090))).isNull();
    }

    @Test
    void anUnstoredCompletionIsACauseWhereItCouldNotBe() {
        String first = history.takesEffect(history.begins("a", 10_000), 10_100);
        history.faults.add(Kind.CUT_OFF, "a", 10_050, 16_000);
        history.answered(first, 15_150, 503, "CompletionNotStoredException");
        assertThat(history.cause(first, history.begins("b", 15_200))).isEqualTo(new Cause(NOT_STORED, Kind.CUT_OFF));
    }

    @Test
    void anUnstoredCompletionIsNoneWhereNothingWasInItsWay() {
        String first = history.takesEffect(history.begins("a", 10_000), 10_100);
        history.answered(first, 15_150, 503, "CompletionNotStoredException");
        assertThat(history.cause(first, history.begins("b", 15_200))).isNull();
    }
}
