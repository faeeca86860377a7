package io.quarkiverse.eventidempotency.testing;

import static io.quarkiverse.eventidempotency.testing.RecordTexts.TTL_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.spi.StoreKeys;

/** Scans over the keys. */
abstract class ScanContract extends OperatorContract {

    static final String GLOB = "a*?[b]\\^{c}:";

    List<String> scanAll(String prefix, String text, int count) {
        List<String> found = new ArrayList<>();
        String cursor = null;
        int steps = 0;
        do {
            StoreKeys step = await(store().scan(prefix, text, cursor, count));
            found.addAll(step.storeKeys());
            cursor = step.next();
            if (cursor != null) {
                assertThat(cursor).matches("[ -~]+");
            }
            assertThat(++steps).isLessThan(10_000);
        } while (cursor != null);
        return found;
    }

    @Test
    void allKeysWithAPrefixAreFoundInSteps() {
        String prefix = run + "scan" + KEYS.incrementAndGet() + ":";
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            keys.add(prefix + i);
            put(prefix + i, "x", TTL_BEFORE);
            put(run + "other" + i, "x", TTL_BEFORE);
        }
        assertThat(new LinkedHashSet<>(scanAll(prefix, "", 50))).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(await(store().scan(prefix, "", null, 10)).storeKeys()).hasSizeLessThan(100);
        assertThat(new LinkedHashSet<>(scanAll(prefix, "99", 500))).hasSize(19);
    }

    @Test
    void nothingInAPrefixOrATextIsAPattern() {
        String prefix = run + GLOB;
        put(prefix + "1", "x", TTL_BEFORE);
        put(prefix + "x*y[z]", "x", TTL_BEFORE);
        put(run + "a12b3:2", "x", TTL_BEFORE);
        assertThat(scanAll(prefix, "", 500)).containsExactlyInAnyOrder(prefix + "1", prefix + "x*y[z]");
        assertThat(scanAll(prefix, "*y[", 500)).containsExactly(prefix + "x*y[z]");
        assertThat(scanAll(prefix, "a*", 500)).as("the text is to be after the prefix").isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = { "", "0", "m", "r", "mx", "r0..", "r0.xyz.1", "r99999..0", "r0..0x", "m-1", "rm1", "\n" })
    void aCursorThatIsNoneIsRefused(String cursor) {
        assertThatThrownBy(() -> store().scan(run, "", cursor, 10)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + cursor + "' is no cursor");
    }
}
