package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.Delay;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.StoreRetry;

/** One claim's wait for a store that fails, from its first failure to its next reply. */
final class StoreWait {

    private final IdempotencyEngine engine;
    private final Claiming<?> claiming;
    private final StoreRetry retry;

    StoreWait(Claiming<?> claiming) {
        this.engine = claiming.engine();
        this.claiming = claiming;
        this.retry = new StoreRetry(engine.clock(), claiming.policy().storeRetryMillis(), engine.clock().nanoTime());
    }

    /** {@return the delay in milliseconds after which the store is asked again; negative when it is not} */
    long delayAfter(Throwable failure) {
        long delay = retry.delayAfter(failure);
        return delay < 0 || claiming.isCancelled() || lastsTooLong() ? -1 : delay;
    }

    /** A delivery that may run without the store does so when others have waited for it already. */
    private boolean lastsTooLong() {
        engine.outage().failed();
        return claiming.policy().onStoreFailure() == OnStoreFailure.PROCEED
                && engine.outage().lasts(claiming.policy().storeRetryMillis());
    }

    void pause(long millis, Throwable failure) {
        claiming.pause(new Delay() {

            @Override
            public void elapsed() {
                claiming.ask();
            }

            @Override
            public void closed() {
                claiming.closed(failure);
            }
        }, millis);
    }
}
