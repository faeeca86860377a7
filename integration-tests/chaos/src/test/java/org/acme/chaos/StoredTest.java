package org.acme.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StoredTest {

    @Test
    void readsTheBeginningOfARecord() {
        assertThat(
                Stored.parse("{\"status\":\"completed\",\"owner\":\"Xy\",\"attempt\":2,\"fence\":1795600669807123,\"lease_m"))
                .isEqualTo(new Stored(Stored.Status.COMPLETED, 1_795_600_669_807_123L));
    }

    @Test
    void isNothingElse() {
        assertThatThrownBy(() -> Stored.parse("{\"status\":\"completed\"}")).hasMessageContaining("Not a record");
    }
}
