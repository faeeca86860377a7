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
    void overlapsWhereBothAre() {
        assertThat(new Interval(10, 30).overlap(new Interval(20, 50))).isEqualTo(10);
        assertThat(new Interval(10, 30).overlap(new Interval(40, 50))).isNegative();
    }
}
