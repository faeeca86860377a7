package io.quarkiverse.eventidempotency.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.Fuzz;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.HeaderText;

class HeaderFuzzTest {

    @Test
    void aHeaderIsItsTextOrAbsent() {
        Fuzz fuzz = new Fuzz("headers", 20_000);
        int texts = 0;
        for (int i = 0; i < fuzz.times(); i++) {
            byte[] value = fuzz.chance(0.5) ? fuzz.bytes(12) : fuzz.text(300).getBytes(StandardCharsets.UTF_8);
            String text = HeaderText.of(value);
            if (text != null) {
                texts++;
                assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(value).hasSizeBetween(1, 1024);
            }
        }
        assertThat(texts).isBetween(fuzz.times() / 10, fuzz.times() * 9 / 10);
    }

    /** As AMQP and RabbitMQ have them. */
    @Test
    void aHeaderThatIsTextIsItselfOrAbsent() {
        Fuzz fuzz = new Fuzz("text headers", 20_000);
        int texts = 0;
        for (int i = 0; i < fuzz.times(); i++) {
            String value = fuzz.text(600);
            int length = value.getBytes(StandardCharsets.UTF_8).length;
            boolean fits = length > 0 && length <= 1024;
            texts += fits ? 1 : 0;
            assertThat(HeaderText.of((Object) value)).isEqualTo(fits ? value : null);
        }
        assertThat(texts).isBetween(fuzz.times() / 100, fuzz.times() * 9 / 10);
    }
}
