package io.quarkiverse.eventidempotency.benchmarks;

import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * The limit: one connection of Lettuce, asynchronous, its flushes merged. Sends records of the same size, which it writes
 * without a guard around them: {@code SET NX GET PX}, and {@code SET PX} when the key was free.
 */
final class LettuceContestant implements Contestant {

    private static final long HOLD_MILLIS = 86_400_000;

    private final StatefulRedisConnection<String, String> connection;
    private final RedisAsyncCommands<String, String> commands;
    private final SetArgs claim = SetArgs.Builder.nx().px(HOLD_MILLIS);
    private final SetArgs settlement = SetArgs.Builder.px(HOLD_MILLIS);
    private final StoredRecord record;

    LettuceContestant(String hosts, StoredRecord record) {
        this.record = record;
        ClientResources resources = ClientResources.builder().ioThreadPoolSize(1).nettyCustomizer(new NettyCustomizer() {
            @Override
            public void afterChannelInitialized(Channel channel) {
                channel.pipeline().addFirst(new FlushConsolidationHandler(256, true));
            }
        }).build();
        connection = RedisClient.create(resources, RedisURI.create(hosts)).connect();
        commands = connection.async();
    }

    @Override
    public String name() {
        return "Lettuce";
    }

    /** {@return the connection, to control the server while nothing is measured} */
    RedisCommands<String, String> server() {
        return connection.sync();
    }

    @Override
    public void prepare(List<String> keys) {
        keys.forEach(key -> connection.sync().set(storeKey(key), record.of(key), settlement));
    }

    @Override
    public void start(List<Runnable> tasks) {
        // on the connection's thread, where replies arrive
        commands.ping().thenRun(() -> tasks.forEach(Runnable::run));
    }

    @Override
    public void process(String key, Runnable done) {
        String storeKey = storeKey(key);
        String value = record.of(key);
        commands.setGet(storeKey, value, claim).whenComplete((old, failure) -> {
            if (failure != null) {
                Contestant.broken(failure);
            } else if (old != null) {
                done.run();
            } else {
                settle(storeKey, value, done);
            }
        });
    }

    private void settle(String storeKey, String value, Runnable done) {
        commands.set(storeKey, value, settlement).whenComplete((ok, failure) -> {
            if (failure != null) {
                Contestant.broken(failure);
            } else {
                done.run();
            }
        });
    }

    private static String storeKey(String key) {
        return "idempotency:events:let:" + key;
    }
}
