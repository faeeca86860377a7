package org.acme.orders;

import java.util.UUID;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** The effects of orders, and their records. */
@Singleton
public class Effects {

    final Pool pool;

    Effects(Pool pool) {
        this.pool = pool;
    }

    /** Adds an effect, in the transaction of the caller. */
    Uni<Void> add(String order) {
        Effect effect = new Effect();
        effect.number = UUID.randomUUID().toString();
        effect.order = order;
        return effect.persistAndFlush().replaceWithVoid();
    }

    public long count(String order) {
        return number("SELECT count(*) FROM effect WHERE id = '" + order + "'");
    }

    public long records(String key) {
        return number("SELECT count(*) FROM event_idempotency WHERE idempotency_key = '" + key + "'");
    }

    /** Makes the record of a key one that has expired. */
    public void expire(String key) {
        pool.query("UPDATE event_idempotency SET expires_at = TIMESTAMP '2020-01-01 00:00:00' WHERE idempotency_key = '" + key
                + "'").execute().await().indefinitely();
    }

    private long number(String sql) {
        return pool.query(sql).execute().await().indefinitely().iterator().next().getLong(0);
    }
}
