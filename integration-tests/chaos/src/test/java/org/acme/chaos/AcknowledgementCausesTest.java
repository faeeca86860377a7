package org.acme.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A lease that ended before an acknowledgement is a cause, one that would have ended after it is none. */
class AcknowledgementCausesTest {

    private final History history = new History();
    private final String first = history.begins("a", 10_000);

    @Test
    void isNoneAfterTheAcknowledgement() {
        history.takesEffect(first, 10_900);
        history.acknowledged(first, 10_950);
        history.faults.add(Kind.REDIS_FROZEN, null, 11_000, 15_000);
        assertThat(history.cause(first, history.begins("b", 15_100))).isNull();
    }

    private void losesItsLease() {
        history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 13_000);
        history.takesEffect(first, 13_005);
        history.losesLease(first, 13_008);
        history.acknowledged(first, 13_010);
    }

    @Test
    void isACauseWhenTheLeaseWasLostToARunThatHadBegun() {
        losesItsLease();
        assertThat(history.cause(first, history.begins("b", 12_500))).isNotNull();
    }

    @Test
    void isACauseWhenTheLeaseWasLostToAClaimThatLeftTheRunToOthers() {
        losesItsLease();
        assertThat(history.cause(first, history.begins("b", 13_300))).isNotNull();
    }

    @Test
    void isNoneWhenNothingShowsThatTheLeaseHadEnded() {
        history.takesEffect(first, 13_005);
        history.losesLease(first, 13_008);
        history.acknowledged(first, 13_010);
        assertThat(history.cause(first, history.begins("b", 12_500))).isNull();
    }

    @Test
    void isNoneWhenItEndedAfterTheAcknowledgement() {
        history.takesEffect(first, 10_900);
        history.losesLease(first, 10_940);
        history.acknowledged(first, 10_950);
        history.faults.add(Kind.REDIS_FROZEN, null, 11_000, 15_000);
        assertThat(history.cause(first, history.begins("b", 15_100))).isNull();
    }

    @Test
    void isNoneWhenTheLeaseWasNotLost() {
        history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 13_000);
        history.acknowledged(history.takesEffect(first, 13_005), 13_010);
        assertThat(history.cause(first, history.begins("b", 12_500))).isNull();
        assertThat(history.cause(first, history.begins("b", 13_300))).isNull();
    }

    @Test
    void isNoneWhenAnotherRunOfTheProcessLostItsLease() {
        history.faults.add(Kind.PROCESS_STOPPED, "a", 11_000, 13_000);
        history.acknowledged(history.takesEffect(first, 13_005), 13_010);
        String another = history.takesEffect(history.begins("a", 12_600), 13_020);
        history.losesLease(another, 13_030);
        assertThat(history.cause(first, history.begins("b", 13_300))).isNull();
    }

    @Test
    void isNoneWhenAnotherDeliveryGotTheResult() {
        losesItsLease();
        history.replayed(first, 13_050);
        assertThat(history.cause(first, history.begins("b", 15_000))).isNull();
    }
}
