package org.acme.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void repeatsItselfWithItsSeed() {
        assertThat(steps(1)).isEqualTo(steps(1));
        assertThat(steps(1)).isNotEqualTo(steps(2));
    }

    @Test
    void hasAllKinds() {
        assertThat(Stream.of(steps(1)).map(Schedule.Step::kind)).hasSameElementsAs(Kind.MADE);
    }

    private static Schedule.Step[] steps(long seed) {
        return Stream.generate(new Schedule(seed, 3)::next).limit(100).toArray(Schedule.Step[]::new);
    }

    @Test
    void drawsForEachDeliveryWhateverIsDrawnForOthers() {
        long drawn = new Draws(1, "p7", 2, 3).between(0, Long.MAX_VALUE - 1);
        assertThat(new Draws(1, "p7", 2, 3).between(0, Long.MAX_VALUE - 1)).isEqualTo(drawn);
        assertThat(new Draws(1, "p7", 3, 2).between(0, Long.MAX_VALUE - 1)).isNotEqualTo(drawn);
        assertThat(new Draws(2, "p7", 2, 3).between(0, Long.MAX_VALUE - 1)).isNotEqualTo(drawn);
    }
}
