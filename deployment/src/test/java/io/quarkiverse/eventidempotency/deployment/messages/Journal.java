package io.quarkiverse.eventidempotency.deployment.messages;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.deployment.messages.Order.Behaviour;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** The bodies of all signatures, counted. */
@ApplicationScoped
public class Journal {

    /** Why a body failed, or refused its message. */
    public static final class Refusal extends RuntimeException {

        Refusal(String id) {
            super("refused: " + id);
        }
    }

    /** The ids of the orders, as their bodies began. */
    private final Queue<String> begun = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> bodies = new ConcurrentHashMap<>();
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

    int bodies(String id) {
        return bodies.getOrDefault(id, 0);
    }

    Queue<String> begun() {
        return begun;
    }

    Refusal refusal(String id) {
        return refusals.get(id);
    }

    /** Lets the bodies that wait go on. */
    void letThemGoOn() {
        CompletableFuture<Void> opened = gate;
        gate = new CompletableFuture<>();
        opened.complete(null);
    }

    private Refusal refuse(Order order) {
        return refusals.computeIfAbsent(order.id(), Refusal::new);
    }

    /** Ends, unless it is to end at once, on another thread than it began on, as bodies do that ask somebody else. */
    private Uni<Receipt> receipt(Order order) {
        begun.add(order.id());
        Receipt receipt = new Receipt(order.id(), bodies.merge(order.id(), 1, Integer::sum));
        Uni<Void> entered = order.behaviour() == Behaviour.WAITS ? Uni.createFrom().completionStage(gate)
                : Uni.createFrom().voidItem();
        return order.behaviour() == Behaviour.AT_ONCE ? entered.replaceWith(receipt)
                : entered.emitOn(Infrastructure.getDefaultWorkerPool()).replaceWith(receipt);
    }

    /** The body of a method that takes the payload. */
    Uni<Receipt> take(Order order) {
        Uni<Receipt> receipt = receipt(order);
        return order.behaviour() == Behaviour.FAILS ? receipt.chain(r -> Uni.createFrom().failure(refuse(order))) : receipt;
    }

    /** The body of a method that takes the message, and acknowledges it itself. */
    Uni<Receipt> take(Message<Order> message) {
        Order order = message.getPayload();
        Uni<Receipt> receipt = receipt(order);
        return switch (order.behaviour()) {
            case SUCCEEDS, AT_ONCE, WAITS -> receipt.call(() -> Uni.createFrom().completionStage(message.ack()));
            case REFUSES -> receipt.call(() -> Uni.createFrom().completionStage(message.nack(refuse(order))));
            case FAILS -> receipt.chain(r -> Uni.createFrom().failure(refuse(order)));
            case ACKNOWLEDGES_AND_FAILS -> receipt.call(() -> Uni.createFrom().completionStage(message.ack()))
                    .chain(r -> Uni.createFrom().failure(refuse(order)));
        };
    }

    /** The body of a method that takes a message, and gives one that settles it. */
    Uni<Message<Receipt>> transform(Message<Order> message) {
        Behaviour behaviour = message.getPayload().behaviour();
        Uni<Receipt> receipt = behaviour == Behaviour.SUCCEEDS || behaviour == Behaviour.WAITS ? take(message.getPayload())
                : take(message);
        return receipt.map(message::withPayload);
    }
}
