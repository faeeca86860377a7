package org.acme.chaos;

import static org.acme.chaos.Cause.Reason.PROCESS_KILLED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KillCausesTest {

    private final History history = new History();
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
