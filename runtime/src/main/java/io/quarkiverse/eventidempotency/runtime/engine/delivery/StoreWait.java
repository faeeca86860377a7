package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.Delay;
import io.quarkiverse.eventidempotency.runtime.engine.StoreRetry;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;

/** One claim's wait for a store that fails, from its first failure to its next reply. */
record StoreWait(Claiming<?> claiming, StoreRetry retry) {

    StoreWait(Claiming<?> claiming) {
        this(claiming, new StoreRetry(claiming.engine().clock(), claiming.policy().storeRetryMillis(),
                claiming.engine().clock().nanoTime()));
    }

    void failed(Throwable failure) {
        long delay = retry.delayAfter(failure);
        if (delay >= 0 && !claiming.isCancelled() && !lastsTooLong()) {
            claiming.waitsForStore();
            claiming.pause(new Delay() {

                @Override
                public void elapsed() {
                    claiming.ask();
                }

                @Override
                public void closed() {
                    claiming.closed(failure);
                }
            }, delay);
        } else if (failure instanceof StoreClosedException) {
            claiming.closed(failure);
        } else {
            claiming.gaveUp();
            if (!claiming.isCancelled()) {
                end(failure);
            }
        }
    }

    /** A delivery that may run without the store does so when others have waited for it already. */
    private boolean lastsTooLong() {
        claiming.engine().outage().failed();
        return mayRunUnguarded() && claiming.engine().outage().lasts(claiming.policy().storeRetryMillis());
    }

    private boolean mayRunUnguarded() {
        return claiming.policy().onStoreFailure() == OnStoreFailure.PROCEED;
    }

    private void end(Throwable failure) {
        if (mayRunUnguarded()) {
            claiming.engine().listener().unguarded(claiming.policy(), claiming.key(), failure);
            claiming.arrived(DeliveryOutcome.UNGUARDED_NO_STORE);
        } else {
            claiming.refused(claiming.refusals().storeUnavailable(failure));
        }
    }
}
