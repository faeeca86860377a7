package io.quarkiverse.eventidempotency.benchmarks;

import java.util.List;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.Application;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * A guarded method of a Quarkus application, called as consumers call it: on an event loop, each event in flight on its own
 * duplicated context. Uses only what applications use, so that it runs on any version of the extension.
 */
final class GuardedContestant implements Contestant {

    private final Orders orders;
    private final Context eventLoop;

    GuardedContestant(String hosts) throws ReflectiveOperationException {
        System.setProperty("quarkus.redis.hosts", hosts);
        // as Quarkus starts it, but without waiting for its end
        Application application = (Application) Class.forName("io.quarkus.runner.ApplicationImpl").getConstructor()
                .newInstance();
        application.start(new String[0]);
        orders = Arc.container().instance(Orders.class).get();
        eventLoop = Arc.container().instance(Vertx.class).get().getOrCreateContext();
    }

    @Override
    public String name() {
        return "guarded";
    }

    /** {@return the key of the record in Redis} */
    static String storeKey(String key) {
        return "idempotency:events:uni:" + key;
    }

    @Override
    public void prepare(List<String> keys) {
        for (String key : keys) {
            orders.guardedUni(new Order(key, 1)).await().indefinitely();
        }
    }

    @Override
    public void start(List<Runnable> tasks) {
        for (Runnable task : tasks) {
            VertxContext.createNewDuplicatedContext(eventLoop).runOnContext(x -> task.run());
        }
    }

    @Override
    public void process(String key, Runnable done) {
        orders.guardedUni(new Order(key, 1)).subscribe().withSubscriber(new Reply<Receipt>(receipt -> done.run()));
    }
}
