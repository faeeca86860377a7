package io.quarkiverse.eventidempotency.runtime.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashSlotTest {

    /** As {@code CLUSTER KEYSLOT} tells them. */
    @ParameterizedTest
    @CsvSource({ "foo, 12182", "foo{}{bar}, 8363", "foo{{bar}}zap, 4015", "foo{bar}{zap}, 5061", "bar, 5061",
            "123456789, 12739", "{, 4092" })
    void slotsAreThoseOfRedis(String key, int slot) {
        assertThat(HashSlot.of(key)).isEqualTo(slot);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "idempotency:events:", "a{b:", "a{}b:" })
    void eachSlotHasAKey(String prefix) {
        for (int slot : new int[] { 0, 1, 5461, 10922, HashSlot.COUNT - 1 }) {
            String key = HashSlot.keyOf(slot, prefix);
            assertThat(key).startsWith(prefix);
            assertThat(HashSlot.of(key)).isEqualTo(slot);
        }
        assertThat(HashSlot.isTagged(prefix)).isFalse();
        assertThat(HashSlot.keyOf(7, "{tag}" + prefix)).isEqualTo("{tag}" + prefix);
    }
}
