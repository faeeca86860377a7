package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;

class TriedDeliveryTest {

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void aResultThatCannotBeShownEndsTheDelivery() {
        for (Object answer : new Object[] { Uni.createFrom().item("x"), CompletableFuture.completedFuture("x"), "x" }) {
            Trial trial = new Trial(1, "m", false, 1, result -> {
                throw new UnsupportedOperationException("no text");
            });
            trial.deliveries.get(0).answered(answer);
            assertThat(trial.ended).isDone();
            TriedDelivery.Tried tried = trial.now().deliveries().get(0);
            assertThat(tried.running()).isFalse();
            assertThat(tried.error()).isEqualTo(UnsupportedOperationException.class.getName());
            assertThat(tried.message()).isEqualTo("no text");
        }
    }

    @Test
    void metadataAreTexts() {
        assertThat(TriedHandlers.texts("{\"b\": \"1\", \"a\": \"2\"}", mapper)).isEqualTo(Map.of("a", "2", "b", "1"));
        for (String other : new String[] { "null", "{\"a\": null}", "[1]", "{\"a\"" }) {
            assertThatThrownBy(() -> TriedHandlers.texts(other, mapper)).as(other)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The metadata is no JSON object of texts");
        }
    }
}
