package io.quarkiverse.eventidempotency.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchErrorsTest {

    @Test
    void eachLineIsOneCommands() {
        assertThat(BatchErrors.parse("ERR [1] NOSCRIPT No matching [2] script" + System.lineSeparator() + "ERR [3] OOM x", 5))
                .containsExactly(null, "NOSCRIPT No matching [2] script", null, "OOM x", null);
    }

    @Test
    void whatIsNotUnderstoodIsNobodys() {
        assertThat(BatchErrors.parse("OOM x", 2)).containsOnlyNulls();
        assertThat(BatchErrors.parse("ERR [7] OOM x", 2)).containsOnlyNulls();
        assertThat(BatchErrors.parse("ERR [x] OOM x", 2)).containsOnlyNulls();
        assertThat(BatchErrors.parse("ERR [", 2)).containsOnlyNulls();
    }
}
