package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.quarkus.vertx.core.runtime.VertxMDC;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.operators.UniOperator;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * The scope and the attempt of a body, in the mapped diagnostic context of the log lines that are written while it runs. On a
 * duplicated context they stay until its result is there; on a plain thread, until its method returns.
 */
final class LogContext implements Runnable {

    static final String SCOPE = "event.idempotency.scope";
    static final String ATTEMPT = "event.idempotency.attempt";

    /** Not a duplicated context: that of the thread. */
    private final @Nullable Context context;
    private final @Nullable String scopeBefore;
    private final @Nullable String attemptBefore;

    private LogContext(@Nullable Context context, RunningBody body) {
        this.context = context;
        this.scopeBefore = VertxMDC.INSTANCE.put(SCOPE, PolicyResolver.nameOf(body.scope()), context);
        this.attemptBefore = body.attempt() == 0 ? VertxMDC.INSTANCE.remove(ATTEMPT, context)
                : VertxMDC.INSTANCE.put(ATTEMPT, Integer.toString(body.attempt()), context);
    }

    /** Calls a body. {@return what it returns} */
    @SuppressWarnings("unchecked") // a Uni is made of a Uni
    static <R extends @Nullable Object> @Nullable R untilResult(GuardedBody<R> body) throws Exception {
        RunningBody running = RunningBody.here();
        if (running == null) {
            return body.call();
        }
        Context context = VertxContext.isOnDuplicatedContext() ? Vertx.currentContext() : null;
        LogContext log = new LogContext(context, running);
        boolean stays = false;
        try {
            R result = body.call();
            if (context != null && result instanceof Uni<?> uni) {
                stays = true;
                return (R) new LoggedUni<>(uni, log);
            }
            if (context != null && result instanceof CompletionStage<?> stage) {
                stays = true;
                stage.whenComplete((item, failure) -> log.run());
            }
            return result;
        } finally {
            if (!stays) {
                log.run();
            }
        }
    }

    /** Puts back what was there before. */
    @Override
    public void run() {
        put(SCOPE, scopeBefore);
        put(ATTEMPT, attemptBefore);
    }

    private void put(String name, @Nullable String before) {
        if (before == null) {
            VertxMDC.INSTANCE.remove(name, context);
        } else {
            VertxMDC.INSTANCE.put(name, before, context);
        }
    }

    private static final class LoggedUni<T extends @Nullable Object> extends UniOperator<T, T> {

        private final LogContext log;

        LoggedUni(Uni<T> uni, LogContext log) {
            super(uni);
            this.log = log;
        }

        @Override
        public void subscribe(UniSubscriber<? super T> subscriber) {
            AbstractUni.subscribe(upstream(), new UntilEnd<>(subscriber, log));
        }
    }
}
