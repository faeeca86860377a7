package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * One message, and each time that it is settled.
 *
 * @param <T> the payload's type
 */
final class Delivery<T> {

    /**
     * An acknowledgement, or a refusal where there is a reason.
     *
     * @param before what the test wanted to know at that moment
     */
    record Settlement(Throwable reason, CompletionStage<String> before) {
    }

    private final String name;
    private final Message<T> message;
    private final List<Settlement> settlements = new CopyOnWriteArrayList<>();

    /** @param before asked at each settlement; an acknowledgement is done once it is answered */
    Delivery(T payload, Metadata metadata, Supplier<CompletionStage<String>> before) {
        name = payload.toString();
        message = Message.of(payload, metadata, () -> {
            Settlement ack = new Settlement(null, before.get());
            settlements.add(ack);
            return ack.before().thenAccept(asked -> {
            });
        }, reason -> {
            settlements.add(new Settlement(reason, before.get()));
            return CompletableFuture.completedFuture(null);
        });
    }

    Message<T> message() {
        return message;
    }

    boolean isSettled() {
        return !settlements.isEmpty();
    }

    int settlements() {
        return settlements.size();
    }

    /** {@return the first settlement} */
    Settlement settled() {
        if (isSettled()) {
            return settlements.get(0);
        }
        await(name + " settled").atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(this::isSettled);
        return settlements.get(0);
    }

    /** {@return what was answered at the acknowledgement} */
    String acknowledged() {
        assertThat(settled().reason()).as(name).isNull();
        return Records.get(settled().before());
    }

    /** {@return why it was refused} */
    Throwable refused() {
        assertThat(settled().reason()).as(name).isNotNull();
        return settled().reason();
    }
}
