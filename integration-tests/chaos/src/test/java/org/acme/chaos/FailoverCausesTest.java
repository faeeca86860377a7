package org.acme.chaos;

import static org.acme.chaos.Cause.Reason.FAILED_OVER;
import static org.acme.chaos.History.stored;
import static org.acme.chaos.Stored.Status.COMPLETED;
import static org.acme.chaos.Stored.Status.FAILED;
import static org.acme.chaos.Stored.Status.PROCESSING;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailoverCausesTest {

    private static final Cause CAUSE = new Cause(FAILED_OVER);

    private final History history = new History();
    private final String first = history.begins("a", 10_000);

    private String completed() {
        history.acknowledged(history.takesEffect(first, 10_100), 10_110);
        return first;
    }

    @Test
    void aRecordThatIsGoneIsACause() {
        completed();
        history.failsOver(10_120, 10_200, stored(COMPLETED, 9_999), null);
        assertThat(history.cause(first, history.begins("b", 10_300))).isEqualTo(CAUSE);
    }

    @Test
    void aClaimThatIsGoneIsACause() {
        history.failsOver(10_120, 10_200, stored(PROCESSING, 9_999), null);
        assertThat(history.cause(first, history.begins("b", 10_300))).isEqualTo(CAUSE);
    }

    @Test
    void aClaimIsGoneAlsoWhereAnEarlierOneStands() {
        completed();
        history.failsOver(10_120, 10_200, stored(COMPLETED, 9_999), stored(FAILED, 9_000));
        assertThat(history.cause(first, history.begins("b", 10_300))).isEqualTo(CAUSE);
    }

    @Test
    void aRecordThatWasGoneBeforeIsNone() {
        completed();
        history.failsOver(10_120, 10_200, null, null);
        assertThat(history.cause(first, history.begins("b", 10_300))).isNull();
    }

    @Test
    void aRecordThatIsTheSameIsNone() {
        completed();
        history.failsOver(10_120, 10_200, stored(COMPLETED, 9_999), stored(COMPLETED, 9_999));
        assertThat(history.cause(first, history.begins("b", 13_000))).isNull();
    }

    @Test
    void aClaimThatIsTheSameIsNone() {
        history.failsOver(10_120, 10_200, stored(PROCESSING, 9_999), stored(PROCESSING, 9_999));
        assertThat(history.cause(first, history.begins("b", 13_000))).isNull();
    }

    @Test
    void aFailoverAfterTheSecondRunIsNone() {
        completed();
        history.failsOver(10_120, 10_400, stored(COMPLETED, 9_999), null);
        assertThat(history.cause(first, history.begins("b", 10_300))).isNull();
    }

    @Test
    void aFailoverBeforeTheFirstRunIsNone() {
        completed();
        history.failsOver(9_800, 9_900, stored(COMPLETED, 9_000), null);
        assertThat(history.cause(first, history.begins("b", 10_300))).isNull();
    }

    @Test
    void whatALaterRunLostIsNone() {
        completed();
        history.failsOver(12_000, 12_100, stored(PROCESSING, 11_000), stored(COMPLETED, 9_999));
        assertThat(history.cause(first, history.begins("b", 12_300))).isNull();
    }

    @Test
    void aCompletionThatIsGoneIsACauseWhenTheLeaseIsOver() {
        completed();
        history.failsOver(10_120, 10_200, stored(COMPLETED, 9_999), stored(PROCESSING, 9_999));
        assertThat(history.cause(first, history.begins("b", 11_500))).isNull();
        assertThat(history.cause(first, history.begins("b", 12_000))).isEqualTo(CAUSE);
    }

    @Test
    void whatWasStoredAgainAfterwardsIsNone() {
        history.failsOver(10_120, 10_200, stored(PROCESSING, 9_999), null);
        history.acknowledged(history.takesEffect(first, 10_500), 10_510);
        assertThat(history.cause(first, history.begins("b", 12_000))).isNull();
    }

    @Test
    void whatAnotherDeliveryHadForAnAnswerAfterwardsIsNone() {
        completed();
        history.failsOver(10_120, 10_200, stored(COMPLETED, 9_999), stored(COMPLETED, 9_999));
        history.replayed(first, 10_900);
        assertThat(history.cause(first, history.begins("b", 12_000))).isNull();
    }
}
