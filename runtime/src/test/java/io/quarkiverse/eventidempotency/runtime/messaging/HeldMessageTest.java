package io.quarkiverse.eventidempotency.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class HeldMessageTest {

    private final Message<String> arrived = Message.of("payload");
    private final MessageSettlement settlement = new MessageSettlement(arrived, Settling.METHOD);
    private final Message<String> held = new MessageWrapper<>(arrived, settlement::ack, settlement::nack);

    @Test
    void refusalNeedsAReason() {
        assertThatThrownBy(() -> held.getNack().apply(null)).isInstanceOf(NullPointerException.class).hasMessage("reason");
        assertThat(settlement.refusal()).isNull();
        IllegalStateException reason = new IllegalStateException("of the body");
        assertThat(held.nack(reason).toCompletableFuture()).isCompleted();
        assertThat(settlement.refusal()).isSameAs(reason);
    }

    /** The channel ends with what the broker says, and whoever looks at that sees why the message was refused. */
    @Test
    void brokerThatDoesNotTakeARefusalDoesNotHideItsReason() {
        IllegalStateException reason = new IllegalStateException("of the body");
        IllegalStateException broken = new IllegalStateException("of the broker");
        for (Throwable ofBroker : new Throwable[] { broken, reason }) {
            Message<String> message = arrived.withNack(refused -> CompletableFuture.failedStage(ofBroker));
            UniAssertSubscriber<Object> ended = new MessageSettlement(message, Settling.METHOD).ended(null, reason).subscribe()
                    .withSubscriber(UniAssertSubscriber.create());
            assertThat(ended.getFailure()).isSameAs(ofBroker);
        }
        assertThat(broken).hasSuppressedException(reason);
        assertThat(reason.getSuppressed()).isEmpty();
    }
}
