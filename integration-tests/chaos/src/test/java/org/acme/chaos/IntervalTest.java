package org.acme.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class IntervalTest {

    @Test
    void countsTimeOnceThatIsCoveredTwice() {
        assertThat(Interval.union(List.of(new Interval(50, 60), new Interval(10, 30), new Interval(20, 25),
                new Interval(30, 40)))).containsExactly(new Interval(10, 40), new Interval(50, 60));
    }

    @Test
    void isLeftWhereNoOtherIs() {
        Interval interval = new Interval(10, 50);
        assertThat(interval
                .without(List.of(new Interval(5, 12), new Interval(20, 30), new Interval(25, 35), new Interval(60, 70))))
                .containsExactly(new Interval(12, 20), new Interval(35, 50));
        assertThat(interval.without(List.of(new Interval(60, 70)))).containsExactly(interval);
        assertThat(interval.without(List.of(new Interval(5, 60)))).isEmpty();
    }

    @Test
    void overlapsWhereBothAre() {
        assertThat(new Interval(10, 30).overlap(new Interval(20, 50))).isEqualTo(10);
        assertThat(new Interval(10, 30).overlap(new Interval(40, 50))).isNegative();
    }
}
