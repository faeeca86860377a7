package io.quarkiverse.eventidempotency.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStore;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;

/** The store on Redis without the engine: a claim and a settlement. The only contestant that uses the extension's inside. */
final class StoreContestant implements Contestant {

    private static final OwnerToken OWNER = new OwnerToken("0123456789abcdef0123456789abcdef");
    private static final long STARTED_AT = 1_767_225_600_123L;
    private static final long HOLD_MILLIS = 86_400_000;
    private static final ClaimTerms TERMS = new ClaimTerms("orders.on", 20_000, 0, AfterCrash.RERUN, "shop/1");

    private final RedisStore store;
    private final Context eventLoop;

    StoreContestant(Vertx vertx, String hosts) {
        store = RedisStore.create(vertx, new RedisOptions().setConnectionString(hosts),
                new RedisStoreOptions(Duration.ofSeconds(20), 100_000));
        eventLoop = vertx.getOrCreateContext();
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public void prepare(List<String> keys) throws InterruptedException {
        CountDownLatch open = new CountDownLatch(keys.size());
        keys.forEach(key -> process(key, open::countDown));
        open.await();
    }

    @Override
    public void start(List<Runnable> tasks) {
        eventLoop.runOnContext(x -> tasks.forEach(Runnable::run));
    }

    @Override
    public void process(String key, Runnable done) {
        ClaimRequest claim = new ClaimRequest(TERMS, "idempotency:events:orders.on:" + key, key, OWNER, HOLD_MILLIS, STARTED_AT,
                null, null, null, null, false);
        store.claim(claim).subscribe().withSubscriber(new Reply<ClaimReply>(reply -> {
            if (reply.kind() == ClaimReply.Kind.DUPLICATE) {
                done.run();
            } else {
                settle(claim, reply, done);
            }
        }));
    }

    private void settle(ClaimRequest claim, ClaimReply reply, Runnable done) {
        String result = "{\"order\":\"" + claim.key() + "\",\"amount\":1}";
        store.settle(new SettleRequest(claim, reply, SettleRequest.Outcome.COMPLETE, HOLD_MILLIS, STARTED_AT,
                result, null, null, false, true))
                .subscribe().withSubscriber(new Reply<SettleReply>(settled -> done.run()));
    }
}
