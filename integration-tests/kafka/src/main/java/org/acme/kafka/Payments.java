package org.acme.kafka;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** Consumers whose first attempts fail: one of records, and one of their dead letters. */
@ApplicationScoped
public class Payments {

    static final String SCOPE = "payments";

    private final Journal journal;
    private final int failures;
    private final Map<String, Integer> runs = new ConcurrentHashMap<>();

    Payments(Journal journal, @ConfigProperty(name = "shop.failures", defaultValue = "0") int failures) {
        this.journal = journal;
        this.failures = failures;
    }

    @Incoming("payments")
    @Idempotent(scope = SCOPE)
    Uni<Void> pay(Payment payment) {
        return attempt(payment);
    }

    /** Settles its messages itself. */
    @Incoming("dead-payments")
    @Idempotent(scope = SCOPE)
    Uni<Void> pay(Message<Payment> deadLetter) {
        return attempt(deadLetter.getPayload()).onItemOrFailure().transformToUni((paid, failure) -> Uni.createFrom()
                .completionStage(failure == null ? deadLetter.ack() : deadLetter.nack(failure)));
    }

    private Uni<Void> attempt(Payment payment) {
        int run = runs.merge(payment.id(), 1, Integer::sum);
        journal.add(payment.id(), Integer.toString(run));
        return run > failures ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(new IllegalStateException("Attempt " + run + " fails"));
    }
}
