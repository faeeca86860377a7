package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.Objects;
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
 * duplicated context they stay until its result is there; on a plain thread, until its method returns. Of several bodies that
 * run at the same time on one context, the last that began is shown.
 */
final class LogContext implements Runnable {

    static final String SCOPE = "event.idempotency.scope";
    static final String ATTEMPT = "event.idempotency.attempt";

    /** The innermost body of a duplicated context. */
    private static final String TOP = LogContext.class.getName();

    /** A duplicated context; {@code null} for a plain thread. */
    private final @Nullable Context context;
    private final String scope;
    private final @Nullable String attempt;
    private @Nullable LogContext below;
    private volatile boolean over;

    private LogContext(@Nullable Context context, RunningBody body) {
        this.context = context;
        this.scope = PolicyResolver.nameOf(body.scope());
        this.attempt = body.attempt() == 0 ? null : Integer.toString(body.attempt());
    }

    /**
     * Calls a body.
     *
     * @param park whether the {@code Uni} that it returns may never be subscribed to
     * @return what it returns
     */
    @SuppressWarnings("unchecked") // a Uni is made of a Uni
    static <R extends @Nullable Object> @Nullable R untilResult(GuardedBody<R> body, boolean park) throws Exception {
        RunningBody running = RunningBody.here();
        Context context = Vertx.currentContext();
        boolean duplicated = context != null && VertxContext.isDuplicatedContext(context);
        if (running == null || context != null && !duplicated) { // others use a context that is no duplicate
            return body.call();
        }
        if (!duplicated) {
            return onThread(body, new LogContext(null, running));
        }
        LogContext log = new LogContext(context, running);
        log.begin();
        boolean stays = false;
        try {
            R result = body.call();
            if (result instanceof Uni<?> uni) {
                stays = !park;
                return (R) new LoggedUni<>(uni, log);
            }
            if (result instanceof CompletionStage<?> stage) {
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

    private static <R extends @Nullable Object> @Nullable R onThread(GuardedBody<R> body, LogContext log) throws Exception {
        String scopeBefore = VertxMDC.INSTANCE.get(SCOPE);
        String attemptBefore = VertxMDC.INSTANCE.get(ATTEMPT);
        log.show();
        try {
            return body.call();
        } finally {
            show(null, SCOPE, scopeBefore);
            show(null, ATTEMPT, attemptBefore);
        }
    }

    private Context context() {
        return Objects.requireNonNull(context);
    }

    private void begin() {
        over = false;
        below = context().getLocal(TOP);
        context().putLocal(TOP, this);
        show();
    }

    /** The body is over. What is below it is shown again, unless another body has begun since. */
    @Override
    public void run() {
        over = true;
        LogContext top = context().getLocal(TOP);
        if (top != this) {
            return;
        }
        while (top != null && top.over) {
            top = top.below;
        }
        if (top == null) {
            context().removeLocal(TOP);
            show(context, SCOPE, null);
            show(context, ATTEMPT, null);
        } else {
            context().putLocal(TOP, top);
            top.show();
        }
    }

    private void show() {
        show(context, SCOPE, scope);
        show(context, ATTEMPT, attempt);
    }

    private static void show(@Nullable Context context, String name, @Nullable String value) {
        if (value == null) {
            VertxMDC.INSTANCE.remove(name, context);
        } else {
            VertxMDC.INSTANCE.put(name, value, context);
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
            if (log.over) {
                log.begin();
            }
            AbstractUni.subscribe(upstream(), new UntilEnd<>(subscriber, log));
        }
    }
}
