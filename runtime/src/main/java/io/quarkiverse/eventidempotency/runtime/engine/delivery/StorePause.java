package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import io.quarkiverse.eventidempotency.runtime.engine.Delay;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;

/** A claim's pause before a store that has failed is asked again. Running it ends it, the delivery being cancelled. */
final class StorePause extends Delay implements Runnable {

    private final IdempotencyEngine engine;
    private final Claiming claiming;
    private final Throwable failure;

    StorePause(IdempotencyEngine engine, Claiming claiming, Throwable failure) {
        this.engine = engine;
        this.claiming = claiming;
        this.failure = failure;
    }

    @Override
    public void elapsed() {
        claiming.ask();
    }

    @Override
    public void closed() {
        claiming.gaveUp();
        if (!claiming.isCancelled()) {
            claiming.stopped(failure);
        }
    }

    @Override
    public void run() {
        if (engine.delays().end(this)) {
            claiming.gaveUp();
        }
    }
}
