package org.acme.shop;

import java.time.Duration;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Begins its transactions itself, and keeps the records of its events in them. */
@Singleton
public class Shop {

    final IdempotencyScope<String> sales;

    Shop(EventIdempotency idempotency) {
        sales = idempotency.scope("shop.sale", String.class).withTtl(Duration.ofSeconds(2));
    }

    Uni<String> sell(Pool pool, String order) {
        return pool.withTransaction(connection -> sales.in(connection).run(order,
                () -> connection.query("INSERT INTO sale VALUES ('" + order + "')").execute().replaceWith("sold")));
    }
}
