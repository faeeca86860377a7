package org.acme.chaos;

import static org.acme.chaos.History.PARCEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ReportTest {

    private final History history = new History();

    private Report report(long lastRound) {
        return new Report(List.of(PARCEL), history.runs(), history.answers, history.causes(), lastRound);
    }

    @Test
    void whatHadItsEffectWhenItWasAcknowledgedIsNotLost() {
        String run = history.begins("a", 10_000);
        history.acknowledged(history.takesEffect(run, 10_100), 10_100);
        assertThat(report(Run.NEVER).lost()).isEmpty();
        assertThat(report(Run.NEVER).unfounded()).isEmpty();
    }

    @Test
    void whatHasItsEffectOnlyLaterIsLost() {
        history.replayed("a-1", 10_050);
        String run = history.begins("a", 10_000);
        history.acknowledged(history.takesEffect(run, 10_100), 10_110);
        assertThat(report(Run.NEVER).lost()).containsExactly(PARCEL);
    }

    @Test
    void whatIsNeverAcknowledgedIsLost() {
        history.takesEffect(history.begins("a", 10_000), 10_100);
        assertThat(report(Run.NEVER).lost()).containsExactly(PARCEL);
    }

    @Test
    void anAnswerThatNoRunHasAsItsResultIsUnfounded() {
        String run = history.begins("a", 10_000);
        history.acknowledged(history.takesEffect(run, 10_100), 10_110);
        history.replayed("b-7", 10_200);
        assertThat(report(Run.NEVER).lost()).isEmpty();
        assertThat(report(Run.NEVER).unfounded()).hasSize(1);
    }

    @Test
    void aRunNeedsACauseForEveryEarlierOne() {
        history.acknowledged(history.takesEffect(history.begins("a", 10_000), 10_100), 10_110);
        history.fails(history.begins("a", 10_200), 10_300);
        history.takesEffect(history.begins("a", 10_400), 10_500);
        Report report = report(Run.NEVER);
        assertThat(report.unexplained()).extracting(Run::began).containsExactly(10_200L, 10_400L);
        assertThat(report.again()).isEmpty();
    }

    @Test
    void aRunCountsOnceByItsCauseForTheLatestEarlierOne() {
        history.takesEffect(history.begins("a", 10_000), 10_100);
        history.faults.add(Kind.PROCESS_KILLED, "a", 10_110, Run.NEVER);
        history.fails(history.begins("b", 13_000), 13_100);
        history.takesEffect(history.begins("b", 13_200), 13_300);
        Report report = report(13_150);
        assertThat(report.again()).isEqualTo(Map.of("since its process was killed", 1,
                "two effects, since the body had failed", 1));
        assertThat(report.twice()).extracting(Report.Twice::toString).singleElement().asString()
                .endsWith(": a, and 3200 ms later b, since its process was killed");
        assertThat(report.unexplained()).isEmpty();
        assertThat(report.inLastRound()).containsExactly(new Cause(Cause.Reason.BODY_FAILED));
    }

    @Test
    void aRunWithoutACauseInTheLastRoundIsOneToo() {
        history.acknowledged(history.takesEffect(history.begins("a", 10_000), 10_100), 10_110);
        history.takesEffect(history.begins("b", 20_000), 20_100);
        Report report = report(15_000);
        assertThat(report.inLastRound()).hasSize(1).containsOnlyNulls();
        assertThat(report.unexplained()).hasSize(1);
    }
}
