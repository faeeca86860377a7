package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.dev.KeyHistories.KeyHistory;

class KeyHistoriesTest {

    private final KeyHistories histories = new KeyHistories();
    private long next;

    private void add(String key, String kind) {
        histories
                .add(new Happening(next++, 0, kind, false, false, false, "Orders#on", null, key, "events:" + key, 0, null, null,
                        null, null, null, null, null, null, null), kind.equals("replayed"));
    }

    @Test
    void keepsFirstAndLastHappenings() {
        for (int i = 0; i < KeyHistories.KEPT + 10; i++) {
            add("a", "replayed");
        }
        KeyHistory history = histories.of("events:a");
        assertThat(history.happenings()).hasSize(KeyHistories.KEPT);
        assertThat(history.missing()).isEqualTo(10);
        assertThat(history.happenings().get(KeyHistories.FIRST - 1).number()).isEqualTo(KeyHistories.FIRST - 1);
        assertThat(history.happenings().get(KeyHistories.FIRST).number()).isEqualTo(KeyHistories.FIRST + 10);
        assertThat(histories.duplicatesOf("events:a")).isEqualTo(KeyHistories.KEPT + 10);
    }

    @Test
    void countsCallersThatWait() {
        add("a", "wait");
        add("a", "wait");
        add("a", "waited");
        add("b", "waited");
        assertThat(histories.waitingFor("events:a")).isEqualTo(1);
        assertThat(histories.waitingFor("events:b")).isZero();
        assertThat(histories.waitingFor("events:c")).isZero();
    }

    @Test
    void measuresRunsFromTheirClaim() {
        add("a", "claimed");
        histories.begins("events:a", 1_000);
        assertThat(histories.ends("events:a", 1_300, 5_000)).isEqualTo(300);
        assertThat(histories.ends("events:a", 1_400, 5_000)).isEqualTo(5_000);
        assertThat(histories.ends("events:b", 1_400, 5_000)).isEqualTo(5_000);
    }

    @Test
    void forgetsKeysThatWereNotTouchedForLongest() {
        add("old", "claimed");
        add("touched", "claimed");
        for (int i = 0; i < KeyHistories.KEYS - 2; i++) {
            add("k" + i, "claimed");
        }
        histories.of("events:old"); // reading does not count
        add("touched", "completed");
        add("new", "claimed");
        assertThat(histories.of("events:old").happenings()).isEmpty();
        assertThat(histories.of("events:touched").happenings()).hasSize(2);
        assertThat(histories.last(2)).containsExactly("events:new", "events:touched");
    }
}
