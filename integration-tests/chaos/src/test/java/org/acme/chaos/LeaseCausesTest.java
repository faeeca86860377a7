package org.acme.chaos;

import static org.acme.chaos.Cause.Reason.BODY_FAILED;
import static org.acme.chaos.Cause.Reason.LEASE_ENDED;
import static org.acme.chaos.Cause.Reason.NOT_STORED;
import static org.acme.chaos.Cause.Reason.PROCESS_KILLED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * With a lease of 2,000 ms, renewed at the latest when it is 833 ms old. It takes 250 ms and once more as long as a fault
 * lasted,
 * but at most 1,200 ms, until a process is well again, and always so long when it was not well for five seconds before.
 */
class LeaseCausesTest {

    private final History history = new History();

    @Test
    void nothingHappened() {
        String first = history.begins("a", 10_000);
        String second = history.begins("b", 20_000);
        assertThat(history.cause(first, second)).isNull();
    }

    @Nested
    class Failure {

        @Test
        void isACause() {
            String first = history.fails(history.begins("a", 10_000), 10_100);
            assertThat(history.cause(first, history.begins("b", 10_110))).isEqualTo(new Cause(BODY_FAILED));
        }

        @Test
        void isNoneForARunThatHadBegunBefore() {
            String first = history.fails(history.begins("a", 10_000), 10_100);
            assertThat(history.cause(first, history.begins("b", 10_090))).isNull();
        }
    }

    @Nested
    class Kill {

        private final String first = history.begins("a", 10_000);

        private void kill(String process, long at) {
            history.faults.add(Kind.PROCESS_KILLED, process, at, Run.NEVER);
        }

        @Test
        void isACauseWhenTheLeaseIsOver() {
            kill("a", 10_100);
            assertThat(history.cause(first, history.begins("b", 12_000))).isEqualTo(new Cause(PROCESS_KILLED));
        }

        @Test
        void isNoneBeforeTheLeaseIsOver() {
            kill("a", 10_100);
            assertThat(history.cause(first, history.begins("b", 11_700))).isNull();
        }

        @Test
        void isNoneBeforeTheLeaseIsOverThatWasRenewed() {
            kill("a", 14_000);
            assertThat(history.cause(first, history.begins("b", 15_000))).isNull();
            assertThat(history.cause(first, history.begins("b", 15_200))).isEqualTo(new Cause(PROCESS_KILLED));
        }

        @Test
        void isNoneOfAnotherProcess() {
            kill("c", 10_100);
            assertThat(history.cause(first, history.begins("b", 13_000))).isNull();
        }

        @Test
        void isNoneLater() {
            kill("a", 13_100);
            assertThat(history.cause(first, history.begins("b", 13_000))).isNull();
        }

        @Test
        void isACauseJustAfterTheEffect() {
            history.takesEffect(first, 10_050);
            kill("a", 10_100);
            assertThat(history.cause(first, history.begins("b", 13_000))).isEqualTo(new Cause(PROCESS_KILLED));
        }

        @Test
        void isNoneLongAfterTheEffect() {
            history.takesEffect(first, 10_050);
            kill("a", 10_300);
            assertThat(history.cause(first, history.begins("b", 13_000))).isNull();
        }

        @Test
        void isACauseAfterTheEffectWhileTheCompletionCouldNotBeStored() {
            history.takesEffect(first, 10_050);
            history.faults.add(Kind.CUT_OFF, "a", 10_100, 11_000);
            kill("a", 11_500);
            assertThat(history.cause(first, history.begins("b", 14_000))).isEqualTo(new Cause(PROCESS_KILLED));
        }

        @Test
        void isNoneAfterTheAcknowledgement() {
            history.takesEffect(first, 10_050);
            history.acknowledged(first, 10_060);
            kill("a", 10_070);
            assertThat(history.cause(first, history.begins("b", 13_000))).isNull();
        }

        @Test
        void isNoneWhenAnotherDeliveryGotTheResult() {
            history.takesEffect(first, 10_050);
            kill("a", 10_055);
            history.replayed(first, 10_100);
            assertThat(history.cause(first, history.begins("b", 13_000))).isNull();
        }
    }

    @Nested
    class Disturbance {

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
        void isNoneOfAnotherProcess() {
            history.faults.add(Kind.PROCESS_STOPPED, "b", 11_000, 14_000);
            assertThat(history.cause(first, history.begins("b", 14_500))).isNull();
        }

        @Test
        void isNoneAfterTheAcknowledgement() {
            history.takesEffect(first, 10_900);
            history.acknowledged(first, 10_950);
            history.faults.add(Kind.REDIS_FROZEN, null, 11_000, 15_000);
            assertThat(history.cause(first, history.begins("b", 15_100))).isNull();
        }

        @Test
        void isNoneLongAfterTheEffect() {
            history.takesEffect(first, 10_050);
            history.faults.add(Kind.REDIS_FROZEN, null, 11_000, 15_000);
            assertThat(history.cause(first, history.begins("b", 15_100))).isNull();
        }

        @Test
        void isACauseThoughTheRunIsAcknowledgedWhenAnotherHasBegun() {
            history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 13_000);
            String second = history.begins("b", 12_500);
            history.acknowledged(history.takesEffect(first, 13_005), 13_010);
            assertThat(history.cause(first, second)).isNotNull();
        }

        @Test
        void isNoneAfterAnAcknowledgementThatNoOtherRunCameBefore() {
            history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 13_000);
            history.acknowledged(history.takesEffect(first, 13_005), 13_010);
            assertThat(history.cause(first, history.begins("b", 13_300))).isNull();
        }

        @Test
        void isACauseWhenTheOtherWasClaimedBeforeAndLearnedOfItLater() {
            history.faults.add(Kind.CUT_OFF, "a", 11_000, 13_000);
            history.faults.add(Kind.CUT_OFF, "b", 12_400, 13_000);
            String second = history.begins("b", 13_400, 12_300);
            history.acknowledged(history.takesEffect(first, 13_005), 13_010);
            assertThat(history.cause(first, second)).isNotNull();
        }

        @Test
        void isACauseForALaterRunStillWhenAnotherHadTakenOver() {
            history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 13_000);
            history.begins("b", 12_500);
            history.acknowledged(history.takesEffect(first, 13_005), 13_010);
            history.faults.add(Kind.PROCESS_KILLED, "b", 13_100, Run.NEVER);
            assertThat(history.cause(first, history.begins("c", 15_000))).isNotNull();
        }

        @Test
        void isNoneForALaterRunWhenTheResultWasReplayedAlthoughAnotherHadBegun() {
            history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 13_000);
            history.begins("b", 12_500);
            history.acknowledged(history.takesEffect(first, 13_005), 13_010);
            history.replayed(first, 13_050);
            assertThat(history.cause(first, history.begins("c", 15_000))).isNull();
        }
    }

    @Nested
    class Unstored {

        private final String first = history.takesEffect(history.begins("a", 10_000), 10_100);

        @Test
        void completionIsACauseWhereItCouldNotBe() {
            history.faults.add(Kind.CUT_OFF, "a", 10_050, 16_000);
            history.answered(first, 15_150, 503, "CompletionNotStoredException");
            assertThat(history.cause(first, history.begins("b", 15_200))).isEqualTo(new Cause(NOT_STORED, Kind.CUT_OFF));
        }

        @Test
        void completionIsNoneWhereNothingWasInItsWay() {
            history.answered(first, 15_150, 503, "CompletionNotStoredException");
            assertThat(history.cause(first, history.begins("b", 15_200))).isNull();
        }
    }
}
