package io.quarkiverse.eventidempotency.runtime.guard;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import jakarta.enterprise.inject.Intercepted;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.quarkiverse.eventidempotency.runtime.transactions.OuterWorkSource;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.runtime.BlockingOperationNotAllowedException;
import io.smallrye.mutiny.Uni;

/**
 * Guards one method of one bean. A subclass is generated for each guarded method: it brings that method's key extraction,
 * event, result type and its shape, so that nothing is looked up when an event arrives.
 */
public abstract class GuardInterceptor extends KeyedGuard {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.eventidempotency");

    static final String BYPASS = "idempotency-bypass";

    @SuppressWarnings("NullAway.Init") // set by bind(), which the container calls before anything else
    private GuardedMethod method;
    /** The transaction of a caller, asked for at each subscription. */
    private final Supplier<@Nullable OuterWork> outerWork = this::outerWork;
    private boolean needsMessage;

    /** Finds the guarded method. Called by the container when the bean is made. */
    @Inject
    public void bind(GuardedMethods methods, @Intercepted Bean<?> bean) {
        method = methods.find(this, bean.getBeanClass());
        needsMessage = readsMessage() || method.allowBypass() || method.spec().heldThread() != HeldThread.NONE
                || method.spec().takesBatches(); // whose metadata is selected with its elements
        if (method.handler() != null && !method.spec().inTransaction() && methods.bound(method, new AheadGuard(method, this))) {
            needsMessage = true;
        }
        EventWatch watch = method.watch();
        if (watch != null) {
            watch.bound(new EventReader(method, this));
        }
    }

    /**
     * One delivery.
     *
     * @throws Exception what the body throws, or an {@link io.quarkiverse.eventidempotency.IdempotencyException}
     */
    @AroundInvoke
    public @Nullable Object guard(InvocationContext invocation) throws Exception {
        if (method.handler() == null) {
            return unguarded(invocation, unguardedBody(invocation));
        }
        ArrivedMessage message = needsMessage ? arrived(method, invocation.getParameters()) : ArrivedMessage.NONE;
        try {
            if (method.allowBypass() && "true".equals(message.header(BYPASS))) {
                decided(message);
                return bypassed(invocation);
            }
            return guard(invocation, message);
        } finally {
            decided(message);
        }
    }

    /** A message that several consumers get counts for those that hold threads. */
    private void decided(ArrivedMessage message) {
        if (method.spec().heldThread() != HeldThread.NONE) {
            message.decided();
        }
    }

    /** Runs a body whose sender asked for it to run unguarded, and tells its end. */
    private @Nullable Object bypassed(InvocationContext invocation) throws Exception {
        RunningBody body = unguardedBody(invocation);
        Runnable end = handler().engine().bypass(method.policy(), body.key());
        Object result;
        try {
            result = unguarded(invocation, body);
        } catch (Throwable failure) {
            end.run();
            throw failure;
        }
        if (result instanceof Uni<?> uni) {
            return Uni.createFrom()
                    .deferred(() -> uni.onTermination().invoke(handler().engine().bypass(method.policy(), body.key())));
        } else if (result instanceof CompletionStage<?> stage) {
            stage.whenComplete((item, failure) -> end.run());
        } else {
            end.run();
        }
        return result;
    }

    RunningBody unguardedBody(InvocationContext invocation) {
        Object[] parameters = invocation.getParameters();
        return RunningBody.unguarded(method.policy(), keyToTell(parameters, () -> messageOf(parameters)));
    }

    final ArrivedMessage messageOf(Object[] parameters) {
        return readsMessage() ? arrived(method, parameters) : ArrivedMessage.NONE;
    }

    /** What the context of a body tells of the event must not fail it. */
    final @Nullable String keyToTell(Object[] parameters, Supplier<ArrivedMessage> message) {
        try {
            return identity(method, parameters, message.get(), false).key();
        } catch (Throwable e) {
            LOG.debugf(e, "The key of an event cannot be told [%s]", method.spec().method());
            return null;
        }
    }

    final GuardPolicy policy() {
        return method.policy();
    }

    /** Runs a body for which nothing is claimed, in a request context as if it were. */
    private static @Nullable Object unguarded(InvocationContext invocation, RunningBody body) throws Exception {
        RunningBody before = RunningBody.enter(body);
        try {
            Object result = RequestScope.<@Nullable Object> untilResult(invocation::proceed, true);
            return result instanceof Uni<?> uni ? body.during(uni) : result;
        } finally {
            RunningBody.enter(before);
        }
    }

    protected @Nullable Object guard(InvocationContext invocation, ArrivedMessage message) throws Exception {
        if (shape() != ResultShape.BLOCKING) {
            return shaped(deliver(invocation, message, () -> proceed(invocation)));
        }
        checkMayWait();
        try {
            return deliverHere(invocation, message, invocation::proceed);
        } catch (DeliveryStopped stopped) {
            return stopped(message, stopped);
        }
    }

    /** {@return a delivery as the method returns it} */
    protected final Object shaped(Uni<@Nullable Object> delivery) {
        return shape() == ResultShape.STAGE ? delivery.subscribeAsCompletionStage() : delivery;
    }

    /** Calls a body that returns a {@code Uni} or a {@code CompletionStage}. */
    @SuppressWarnings("unchecked") // the build checks the type
    protected static @Nullable Uni<@Nullable Object> proceed(InvocationContext invocation) throws Exception {
        Object result = invocation.proceed();
        return result instanceof CompletionStage<?> stage
                ? Uni.createFrom().completionStage((CompletionStage<@Nullable Object>) stage)
                : (Uni<@Nullable Object>) result;
    }

    /**
     * Guards a body that returns a {@code Uni}. What the event's own code throws while its key is taken is a failure too.
     */
    protected final Uni<@Nullable Object> deliver(InvocationContext invocation, ArrivedMessage message,
            GuardedBody<Uni<@Nullable Object>> body) {
        EventIdentity event;
        try {
            event = identityOf(invocation.getParameters(), message);
        } catch (Throwable e) { // a getter may declare what it likes
            return Uni.createFrom().failure(() -> keyFailed(e));
        }
        Uni<@Nullable Object> delivery = handler().guard(event, () -> RequestScope.untilResult(body), VertxCaller::current,
                outerWork, message.turn());
        return takesBrokersIdentity() ? delivery.onFailure().invoke(message::keepIdentity) : delivery;
    }

    /**
     * Guards a body that returns its result, on a thread that may wait for the store.
     *
     * @throws Exception what the body throws, or an {@link io.quarkiverse.eventidempotency.IdempotencyException}; a
     *         {@link DeliveryStopped} when the application stops while a consumer's delivery waits
     */
    protected final @Nullable Object deliverHere(InvocationContext invocation, ArrivedMessage message,
            GuardedBody<@Nullable Object> body) throws Exception {
        try {
            GuardedBody<@Nullable Object> called = () -> {
                message.decided();
                return RequestScope.untilResult(body);
            };
            return handler().guardBlocking(identityHere(invocation, message), called, outerWork(),
                    message.turn());
        } catch (Throwable failure) {
            if (takesBrokersIdentity()) {
                message.keepIdentity();
            }
            throw failure;
        }
    }

    /**
     * Ends a delivery that has stopped without an outcome.
     *
     * @return what the method returns for a message that is left unsettled
     * @throws Exception where it cannot be left so: why the delivery stopped
     */
    protected final @Nullable Object stopped(ArrivedMessage message, DeliveryStopped stopped) throws Exception {
        if (message.leaveUnsettled()) {
            return handler().answers().mapping().empty();
        }
        throw stopped.getCause() instanceof Exception reason ? reason : stopped;
    }

    /**
     * Called before anything that waits: the store, or a message's settlement.
     *
     * @throws BlockingOperationNotAllowedException on an event loop
     */
    protected final void checkMayWait() {
        if (!BlockingOperationControl.isBlockingAllowed()) {
            throw new BlockingOperationNotAllowedException("@Idempotent has to wait for the store, and must not on thread "
                    + Thread.currentThread().getName() + ", an event loop: annotate the method with @Blocking or "
                    + "@RunOnVirtualThread, or let it return a Uni [method: " + method.spec().method() + "]");
        }
    }

    final @Nullable OuterWork outerWork() {
        OuterWorkSource source = method.outerWork();
        return source == null ? null : source.here();
    }

    final Handler<@Nullable Object> handler() {
        return Objects.requireNonNull(method.handler());
    }

    final @Nullable RowGuard rows() {
        return method.rows();
    }

    final @Nullable UniRowGuard uniRows() {
        return method.uniRows();
    }

    protected final Settling settling() {
        return method.spec().settling();
    }

    final EventIdentity identityHere(InvocationContext invocation, ArrivedMessage message) {
        try {
            return identityOf(invocation.getParameters(), message);
        } catch (Throwable e) {
            keyFailed(e);
            throw e;
        }
    }

    final Throwable keyFailed(Throwable failure) {
        handler().engine().keyFailed(method.policy(), failure);
        return failure;
    }

    final EventIdentity identityOf(Object[] parameters, ArrivedMessage message) {
        return identityOf(method, handler(), parameters, message);
    }

    /** {@return whether a failure of the body is an outcome, stored and not run again} */
    protected boolean isTerminal(Throwable failure) {
        return false;
    }

    /** {@return how the results of the method are stored} */
    protected ResultMapping<@Nullable Object> mapping(ResultMapping<@Nullable Object> results) {
        return results;
    }

    /** {@return how the method returns its result} */
    protected abstract ResultShape shape();

    /** {@return the type of the result that is stored; {@code Void.class} where there is none} */
    protected abstract Type resultType();

    /** {@return the id of the guarded method} */
    protected abstract String methodId();
}
