package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.Executor;

/** A caller that must not be blocked, and wants its callbacks wherever they come. */
public final class SameThread implements Caller {

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public Executor worker() {
        return Runnable::run;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }
}
