package org.acme.fields;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** The idempotency records of field events, read from Redis as {@code redis-cli} would. */
final class Records implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Redis redis;

    Records(String hosts) {
        redis = Redis.createClient(vertx, hosts);
    }

    static String storeKey(String fieldId) {
        return "idempotency:events:" + FieldEvents.SCOPE + ":field-create:" + Topic.TENANT + ":" + fieldId;
    }

    /** {@return the field's record, as it stands there; empty when there is none} */
    String get(String fieldId) {
        Response value = redis.send(Request.cmd(Command.GET).arg(storeKey(fieldId))).toCompletionStage()
                .toCompletableFuture().join();
        return value == null ? "" : value.toString();
    }

    @Override
    public void close() {
        redis.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
