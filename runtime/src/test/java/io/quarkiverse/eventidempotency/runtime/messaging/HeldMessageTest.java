package io.quarkiverse.eventidempotency.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.quarkiverse.eventidempotency.runtime.messaging.MessageSettlement.Copy;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class HeldMessageTest {

    private final Message<String> arrived = Message.of("payload");
    private final MessageSettlement settlement = new MessageSettlement(arrived, Settling.METHOD);
    private final Copy copy = settlement.bodyBegins();
    private final Message<String> held = new MessageWrapper<>(arrived, copy::ack, copy::nack);

    @Test
    void refusalNeedsAReason() {
        assertThatThrownBy(() -> held.getNack().apply(null)).isInstanceOf(NullPointerException.class).hasMessage("reason");
        assertThat(copy.refusedOr("item").await().indefinitely()).isEqualTo("item");
        IllegalStateException reason = new IllegalStateException("of the body");
        assertThat(held.nack(reason).toCompletableFuture()).isCompleted();
        assertThatThrownBy(() -> copy.refusedOr("item").await().indefinitely()).isSameAs(reason);
        assertThatThrownBy(copy::throwRefusal).isSameAs(reason);
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

    private static Message<String> settledIn(List<String> settled) {
        return Message.of("payload", Metadata.empty(), metadata -> {
            settled.add("ack");
            return CompletableFuture.completedFuture(null);
        }, (reason, metadata) -> {
            settled.add("nack " + reason.getMessage());
            return CompletableFuture.completedFuture(null);
        });
    }

    @Test
    void messageIsAcknowledgedWhenEachCopyIs() {
        List<String> settled = new ArrayList<>();
        MessageSettlement batch = new MessageSettlement(settledIn(settled), Settling.METHOD);
        Copy first = batch.bodyBegins();
        Copy second = batch.bodyBegins();
        first.ack(Metadata.empty());
        first.ack(Metadata.empty());
        batch.ended("item", null).await().indefinitely();
        assertThat(settled).isEmpty();
        second.ack(Metadata.empty());
        second.nack(new IllegalStateException("too late"), Metadata.empty());
        assertThat(settled).containsExactly("ack");
    }

    @Test
    void messageIsRejectedWhenOneCopyIs() {
        List<String> settled = new ArrayList<>();
        MessageSettlement batch = new MessageSettlement(settledIn(settled), Settling.METHOD);
        Copy first = batch.bodyBegins();
        Copy second = batch.bodyBegins();
        Copy third = batch.bodyBegins();
        first.ack(Metadata.empty());
        batch.ended("item", null).await().indefinitely();
        second.nack(new IllegalStateException("second"), Metadata.empty());
        third.nack(new IllegalStateException("third"), Metadata.empty());
        assertThat(settled).containsExactly("nack second");
    }

    @Test
    void messageIsRejectedForTheFailedElementsWhereOnlySomeHaveFailed() {
        List<String> settled = new ArrayList<>();
        MessageSettlement batch = new MessageSettlement(settledIn(settled), Settling.METHOD);
        IllegalStateException reason = new IllegalStateException("second");
        batch.bodyBegins().ack(Metadata.empty());
        batch.bodyBegins().nack(reason, Metadata.empty());
        batch.ended(null, new BatchItemFailures(Map.of(1, reason))).await().indefinitely();
        assertThat(settled).singleElement().asString().startsWith("nack 1 element of the batch failed");
    }

    @Test
    void lateRejectionNamesTheElementsOfTheWholeBatch() {
        List<Throwable> reasons = new ArrayList<>();
        Message<String> message = arrived.withNack(reason -> {
            reasons.add(reason);
            return CompletableFuture.completedFuture(null);
        });
        BatchItemFailures second = new BatchItemFailures(Map.of(1, new IllegalStateException("second")));
        for (int[] chosen : new int[][] { { 2, 5 }, { 2 } }) {
            MessageSettlement batch = new MessageSettlement(message, Settling.METHOD);
            Copy late = batch.bodyBegins(chosen);
            batch.ended("item", null).await().indefinitely();
            late.nack(second, Metadata.empty());
        }
        assertThat(reasons.get(0)).isInstanceOfSatisfying(BatchItemFailures.class,
                failed -> assertThat(failed.failures()).containsOnlyKeys(5));
        assertThat(reasons.get(1)).isInstanceOf(IllegalArgumentException.class).hasCause(second);
    }

    @Test
    void messageWithoutABodyIsAcknowledgedByWhomItsStrategyNames() {
        for (Settling settling : Settling.values()) {
            List<String> settled = new ArrayList<>();
            new MessageSettlement(settledIn(settled), settling).ended(null, null).await().indefinitely();
            assertThat(settled).as(settling.name()).hasSize(settling == Settling.METHOD ? 1 : 0);
        }
    }

    @Test
    void bodySettlesWhereNobodyElseDoes() {
        List<String> settled = new ArrayList<>();
        MessageSettlement acknowledged = new MessageSettlement(settledIn(settled), Settling.NOBODY);
        acknowledged.bodyBegins().ack(Metadata.empty());
        fail(acknowledged, new IllegalStateException("fails after that"));
        MessageSettlement left = new MessageSettlement(settledIn(settled), Settling.NOBODY);
        Copy late = left.bodyBegins();
        fail(left, new IllegalStateException("fails"));
        late.ack(Metadata.empty());
        MessageSettlement rejected = new MessageSettlement(settledIn(settled), Settling.NOBODY);
        rejected.bodyBegins().nack(new IllegalStateException("of the body"), Metadata.empty());
        fail(rejected, new IllegalStateException("fails"));
        assertThat(settled).containsExactly("ack", "nack of the body");
    }

    private static void fail(MessageSettlement settlement, Throwable failure) {
        assertThatThrownBy(() -> settlement.ended(null, failure).await().indefinitely()).isSameAs(failure);
    }
}
