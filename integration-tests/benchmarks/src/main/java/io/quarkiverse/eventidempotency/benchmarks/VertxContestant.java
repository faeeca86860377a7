package io.quarkiverse.eventidempotency.benchmarks;

import java.util.List;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;

/** One held connection of the Vert.x client, each command written by itself: the commands of {@link LettuceContestant}. */
final class VertxContestant implements Contestant {

    private static final long HOLD_MILLIS = 86_400_000;

    private final RedisConnection connection;
    private final Context eventLoop;
    private final StoredRecord record;

    VertxContestant(Vertx vertx, String hosts, StoredRecord record) {
        this.record = record;
        connection = Redis.createClient(vertx, new RedisOptions().setConnectionString(hosts).setMaxWaitingHandlers(4_096))
                .connect().toCompletionStage().toCompletableFuture().join();
        eventLoop = vertx.getOrCreateContext();
    }

    @Override
    public String name() {
        return "Vert.x";
    }

    @Override
    public void prepare(List<String> keys) {
        for (String key : keys) {
            connection.send(settlement(storeKey(key), record.of(key))).toCompletionStage().toCompletableFuture().join();
        }
    }

    @Override
    public void start(List<Runnable> tasks) {
        eventLoop.runOnContext(x -> tasks.forEach(Runnable::run));
    }

    @Override
    public void process(String key, Runnable done) {
        String storeKey = storeKey(key);
        String value = record.of(key);
        connection.send(Request.cmd(Command.SET, storeKey, value, "NX", "GET", "PX", HOLD_MILLIS))
                .onFailure(Contestant::broken).onSuccess(old -> {
                    if (old == null) {
                        connection.send(settlement(storeKey, value)).onFailure(Contestant::broken)
                                .onSuccess(ok -> done.run());
                    } else if (!old.toString().isEmpty()) { // read as text, as the store has to
                        done.run();
                    }
                });
    }

    private static Request settlement(String storeKey, String value) {
        return Request.cmd(Command.SET, storeKey, value, "PX", HOLD_MILLIS);
    }

    private static String storeKey(String key) {
        return "idempotency:events:ver:" + key;
    }
}
