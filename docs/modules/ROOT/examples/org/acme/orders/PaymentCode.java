package org.acme.orders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.standalone.StandaloneIdempotency;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

/** Payments that are guarded in code. */
@ApplicationScoped
public class PaymentCode {

    private final AtomicInteger leasesLost = new AtomicInteger();
    private final IdempotencyScope<Receipt> payments;
    private final IdempotencyScope<Receipt> receipts;

    @Inject
    PaymentCode(EventIdempotency idempotency) {
        // tag::scope[]
        IdempotencyScope<Receipt> payments = idempotency.scope("payments", Receipt.class)
                .withTtl(Duration.ofDays(7))
                .withOnDuplicate(OnDuplicate.FAIL)
                .withTerminalOn(List.of(CardDeclinedException.class));
        // end::scope[]
        this.payments = payments;
        this.receipts = idempotency.scope("receipts", Receipt.class);
    }

    // tag::pipeline[]
    Multi<Receipt> chargeAll(Multi<Payment> arriving) {
        return arriving.onItem().transformToUniAndConcatenate(
                payment -> payments.run(payment.orderId().toString(), () -> charge(payment))
                        .onFailure(DuplicateEventException.class).recoverWithNull()); // a duplicate has no output
    }
    // end::pipeline[]

    // tag::all[]
    Uni<List<Receipt>> chargeAll(List<Payment> arrived) {
        return receipts.runAll(arrived, payment -> payment.orderId().toString(), this::chargeTogether);
    }

    private Uni<List<Receipt>> chargeTogether(List<Payment> due) { // those that need work
        List<Receipt> charged = new ArrayList<>();
        Map<Integer, Throwable> failures = new HashMap<>();
        for (Payment payment : due) {
            if (payment.amount().signum() <= 0) {
                failures.put(charged.size(), new CardDeclinedException());
            }
            charged.add(new Receipt(payment.orderId(), 1));
        }
        return failures.isEmpty() ? Uni.createFrom().item(charged)
                : Uni.createFrom().failure(new BatchItemFailures(failures, charged)); // the others are completed
    }
    // end::all[]

    private static Uni<Receipt> charge(Payment payment) {
        return Uni.createFrom().item(new Receipt(payment.orderId(), 1));
    }

    // tag::observer[]
    void on(@ObservesAsync DeliveryEnded delivery) {
        if (delivery.outcome() == DeliveryOutcome.LEASE_LOST) {
            leasesLost.incrementAndGet();
        }
    }
    // end::observer[]

    // tag::standalone[]
    static Receipt book(Vertx vertx, RedisOptions client, Payment payment) throws Exception {
        try (StandaloneIdempotency idempotency = StandaloneIdempotency.withRedis(vertx, client).build()) {
            return idempotency.scope("payments", Receipt.class)
                    .runBlocking(payment.orderId().toString(), () -> new Receipt(payment.orderId(), 1));
        }
    }
    // end::standalone[]
}
