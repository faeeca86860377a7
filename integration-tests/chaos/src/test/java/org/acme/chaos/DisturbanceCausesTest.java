package org.acme.chaos;

import static org.acme.chaos.Cause.Reason.LEASE_ENDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/**
 * With a lease of 2,000 ms, renewed at the latest when it is 833 ms old. It takes 250 ms and once more as long as a fault
 * lasted, but at most 1,200 ms, until a process is well again, and always so long when it was not well for five seconds before.
 */
class DisturbanceCausesTest {

    private final History history = new History();
    private final String first = history.begins("a", 10_000);

    @Test
    void isACauseWhenItLastsForTheRestOfTheLease() {
        history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 12_000);
        assertThat(history.cause(first, history.begins("b", 12_500)))
                .isEqualTo(new Cause(LEASE_ENDED, Kind.PROCESS_STOPPED));
    }

    @Test
    void isNoneWhenItIsTooShort() {
        history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 11_400);
        assertThat(history.cause(first, history.begins("b", 14_000))).isNull();
    }

    @Test
    void isNoneBeforeTheLeaseCanHaveEnded() {
        history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 15_000);
        assertThat(history.cause(first, history.begins("b", 12_100))).isNull();
        assertThat(history.cause(first, history.begins("b", 12_200))).isNotNull();
    }

    @Test
    void isNoneBeforeAWholeLeaseWhenItBeganBeforeTheClaim() {
        history.faults.add(Kind.REDIS_FROZEN, null, 9_000, 9_800);
        assertThat(history.cause(first, history.begins("b", 14_000))).isNull();
    }

    @Test
    void isACauseInPartsThatJoin() {
        history.faults.add(Kind.CUT_OFF, "a", 11_000, 11_300);
        history.faults.add(Kind.REDIS_KILLED, null, 11_800, 12_000);
        assertThat(history.cause(first, history.begins("b", 12_500))).isNotNull();
    }

    @Test
    void isNoneInPartsThatDoNot() {
        history.faults.add(Kind.CUT_OFF, "a", 11_000, 11_300);
        history.faults.add(Kind.REDIS_KILLED, null, 17_000, 17_300);
        assertThat(history.cause(first, history.begins("b", 20_000))).isNull();
    }

    @Test
    void isNoneWhenItIsSoonOver() {
        history.faults.add(Kind.CONNECTION_RESET, "a", 11_000, 11_000);
        assertThat(history.cause(first, history.begins("b", 14_000))).isNull();
    }

    @Test
    void isACauseWhenItIsSoonOverButNotTheFirstInAWhile() {
        history.faults.add(Kind.CONNECTION_RESET, "a", 11_000, 11_000);
        history.faults.add(Kind.CONNECTION_RESET, "a", 12_000, 12_000);
        assertThat(history.cause(first, history.begins("b", 14_000))).isNotNull();
    }

    @Test
    void isACauseWhenItHappensByItself() {
        history.faults.addSlow(Kind.REDIS_SLOW, "a", List.of(new Interval(11_000, 13_000)));
        assertThat(history.cause(first, history.begins("b", 13_100))).isEqualTo(new Cause(LEASE_ENDED, Kind.REDIS_SLOW));
    }

    @Test
    void isWhatWasMadeWhereItWould() {
        history.faults.add(Kind.REDIS_FROZEN, null, 11_010, 12_990);
        history.faults.addSlow(Kind.REDIS_SLOW, "a", List.of(new Interval(11_000, 13_000)));
        assertThat(history.cause(first, history.begins("b", 13_100))).isEqualTo(new Cause(LEASE_ENDED, Kind.REDIS_FROZEN));
        assertThat(history.faults.all()).hasSize(1);
    }

    @Test
    void isNoneWhenAnotherProcessIsSlow() {
        history.faults.addSlow(Kind.PROCESS_SLOW, "b", List.of(new Interval(11_000, 13_000)));
        assertThat(history.cause(first, history.begins("b", 13_100))).isNull();
    }

    @Test
    void isNoneWhenNothingIsSlowForLong() {
        history.faults.addSlow(Kind.PROCESS_SLOW, "a", List.of(new Interval(11_000, 11_150), new Interval(12_000, 12_199)));
        assertThat(history.faults.all()).isEmpty();
    }

    @Test
    void isNoneOfAnotherProcess() {
        history.faults.add(Kind.PROCESS_STOPPED, "b", 11_000, 14_000);
        assertThat(history.cause(first, history.begins("b", 14_500))).isNull();
    }

    @Test
    void isNoneLongAfterTheEffect() {
        history.takesEffect(first, 10_050);
        history.faults.add(Kind.REDIS_FROZEN, null, 11_000, 15_000);
        assertThat(history.cause(first, history.begins("b", 15_100))).isNull();
    }
}
