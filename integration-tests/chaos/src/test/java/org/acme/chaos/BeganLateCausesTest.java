package org.acme.chaos;

import static org.acme.chaos.Cause.Reason.BEGAN_LATE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A process that stops between its claim and its body, for longer than its lease of 2,000 ms. */
class BeganLateCausesTest {

    private final History history = new History();

    private Cause late(long stopped, long continued, boolean knows) {
        history.faults.add(Kind.PROCESS_STOPPED, "a", stopped, continued);
        String overtaking = history.begins("b", 12_020);
        String late = history.begins("a", 12_100, 10_000);
        if (knows) {
            history.losesLease(history.takesEffect(late, 12_150), 12_160);
        }
        return history.cause(overtaking, late);
    }

    @Test
    void isACause() {
        assertThat(late(10_020, 12_110, true)).isEqualTo(new Cause(BEGAN_LATE));
    }

    @Test
    void isNoneOfAProcessThatDoesNotKnow() {
        assertThat(late(10_020, 12_110, false)).isNull();
    }

    @Test
    void isNoneWhenItWentOnLongBeforeItsBody() {
        assertThat(late(10_020, 11_800, true)).isNull();
    }

    @Test
    void isNoneWhenItStoppedLongAfterItsClaim() {
        assertThat(late(10_900, 12_110, true)).isNull();
    }

    @Test
    void isNoneBeforeTheLeaseCanHaveEnded() {
        history.faults.add(Kind.PROCESS_STOPPED, "a", 10_020, 12_110);
        String overtaking = history.begins("b", 11_900);
        String late = history.takesEffect(history.begins("a", 12_100, 10_000), 12_150);
        history.losesLease(late, 12_160);
        assertThat(history.cause(overtaking, late)).isNull();
    }
}
