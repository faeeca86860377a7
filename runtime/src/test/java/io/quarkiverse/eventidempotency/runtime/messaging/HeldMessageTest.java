package io.quarkiverse.eventidempotency.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.Settling;

class HeldMessageTest {

    private final Message<String> arrived = Message.of("payload");
    private final MessageSettlement settlement = new MessageSettlement(arrived, Settling.METHOD);
    private final Message<String> held = new HeldMessage<>(arrived, settlement);

    @Test
    void refusalNeedsAReason() {
        assertThatThrownBy(() -> held.getNack().apply(null)).isInstanceOf(NullPointerException.class).hasMessage("reason");
        assertThat(settlement.refusal()).isNull();
        IllegalStateException reason = new IllegalStateException("of the body");
        assertThat(held.nack(reason).toCompletableFuture()).isCompleted();
        assertThat(settlement.refusal()).isSameAs(reason);
    }
}
