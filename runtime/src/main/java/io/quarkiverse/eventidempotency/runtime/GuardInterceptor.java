package io.quarkiverse.eventidempotency.runtime;

import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.inject.Intercepted;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStopped;
import io.quarkiverse.eventidempotency.runtime.engine.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.engine.RunningBody;
import io.quarkiverse.eventidempotency.spi.KeyResolver;
import io.quarkiverse.eventidempotency.spi.ResolvedKey;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.runtime.BlockingOperationNotAllowedException;
import io.smallrye.mutiny.Uni;

/**
 * Guards one method of one bean. A subclass is generated for each guarded method: it brings that method's key extraction,
 * event and result type, so that nothing is looked up when an event arrives. What the method takes and returns decides which
 * of the abstract guards it extends.
 */
public abstract class GuardInterceptor {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.eventidempotency");

    private static final String BYPASS = "idempotency-bypass";

    @SuppressWarnings("NullAway.Init") // set by bind(), which the container calls before anything else
    private GuardedMethod method;
    @SuppressWarnings("NullAway.Init") // as above
    private ResultMapping<@Nullable Object> results;

    /**
     * Finds the guarded method. Called by the container when the bean is made.
     */
    @Inject
    public void bind(GuardedMethods methods, @Intercepted Bean<?> bean) {
        method = methods.find(methodId(), bean.getBeanClass(), resultType(), resolverType(), this::isTerminal);
        results = mapping(method.results());
    }

    /**
     * One delivery.
     *
     * @throws Exception what the body throws, or an {@link io.quarkiverse.eventidempotency.IdempotencyException}
     */
    @AroundInvoke
    public @Nullable Object guard(InvocationContext invocation) throws Exception {
        if (method.engine() == null) {
            return unguarded(invocation, unguardedBody(invocation));
        }
        ArrivedMessage message = readsMessage() || method.allowBypass() || method.holdsThread() ? arrived(invocation)
                : ArrivedMessage.NONE;
        try {
            if (method.allowBypass() && "true".equals(message.header(BYPASS))) {
                message.decided();
                return bypassed(invocation);
            }
            return guard(invocation, message);
        } finally {
            message.decided();
        }
    }

    /** Runs a body whose sender asked for it to run unguarded, and tells its end. */
    private @Nullable Object bypassed(InvocationContext invocation) throws Exception {
        RunningBody body = unguardedBody(invocation);
        Runnable end = engine().bypass(method.policy(), body.key());
        Object result;
        try {
            result = unguarded(invocation, body);
        } catch (Throwable failure) {
            end.run();
            throw failure;
        }
        if (result instanceof Uni<?> uni) {
            return Uni.createFrom().deferred(() -> uni.onTermination().invoke(engine().bypass(method.policy(), body.key())));
        } else if (result instanceof CompletionStage<?> stage) {
            stage.whenComplete((item, failure) -> end.run());
        } else {
            end.run();
        }
        return result;
    }

    /** What the context of a body tells of the event must not fail it. */
    private RunningBody unguardedBody(InvocationContext invocation) {
        String key = null;
        try {
            key = identity(invocation, readsMessage() ? arrived(invocation) : ArrivedMessage.NONE, false).key();
        } catch (Throwable e) {
            LOG.debugf(e, "The key of an event cannot be told [%s]", method.method());
        }
        return RunningBody.unguarded(method.policy(), key);
    }

    /** Runs a body for which nothing is claimed, in a request context as if it were. */
    private static @Nullable Object unguarded(InvocationContext invocation, RunningBody body) throws Exception {
        RunningBody before = RunningBody.enter(body);
        try {
            Object result = RequestScope.untilResult(invocation::proceed);
            return result instanceof Uni<?> uni ? body.during(uni) : result;
        } finally {
            RunningBody.enter(before);
        }
    }

    private ArrivedMessage arrived(InvocationContext invocation) {
        return method.messages().arrived(messageArgument(invocation.getParameters()), method.channels(),
                method.identity(), method.policy().counters());
    }

    protected abstract @Nullable Object guard(InvocationContext invocation, ArrivedMessage message) throws Exception;

    /**
     * Guards a body that returns a {@code Uni}. What the event's own code throws while its key is taken is a failure too.
     *
     * @param body called after the claim, with a request context active until its result
     */
    protected final Uni<@Nullable Object> deliver(InvocationContext invocation, ArrivedMessage message,
            GuardedBody<Uni<@Nullable Object>> body) {
        EventIdentity event;
        try {
            event = identityOf(invocation, message);
        } catch (Throwable e) { // a getter may declare what it likes
            return Uni.createFrom().failure(() -> keyFailed(e));
        }
        Uni<@Nullable Object> delivery = engine().guard(method.policy(), event, results,
                () -> RequestScope.untilResult(body), VertxCaller::current, this::outerWork);
        return takesBrokersIdentity() ? delivery.onFailure().invoke(message::keepIdentity) : delivery;
    }

    /** Calls a method that returns a {@code Uni}. */
    @SuppressWarnings("unchecked")
    protected static @Nullable Uni<@Nullable Object> proceedToUni(InvocationContext invocation) throws Exception {
        return (Uni<@Nullable Object>) invocation.proceed();
    }

    /** Calls a method that returns a {@code CompletionStage}. */
    @SuppressWarnings("unchecked")
    protected static @Nullable Uni<@Nullable Object> proceedToStage(InvocationContext invocation) throws Exception {
        CompletionStage<@Nullable Object> stage = (CompletionStage<@Nullable Object>) invocation.proceed();
        return stage == null ? null : Uni.createFrom().completionStage(stage);
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
            return engine().guardBlocking(method.policy(), identityHere(invocation, message), results, () -> {
                message.decided();
                return RequestScope.untilResult(body);
            }, outerWork());
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
            return results.empty();
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
                    + "@RunOnVirtualThread, or let it return a Uni [method: " + method.method() + "]");
        }
    }

    private @Nullable OuterWork outerWork() {
        OuterWorkSource source = method.outerWork();
        return source == null ? null : source.here();
    }

    private IdempotencyEngine engine() {
        return Objects.requireNonNull(method.engine());
    }

    /** {@return who acknowledges the method's messages} */
    protected final Settling settling() {
        return method.settling();
    }

    private EventIdentity identityHere(InvocationContext invocation, ArrivedMessage message) {
        try {
            return identityOf(invocation, message);
        } catch (Throwable e) {
            keyFailed(e);
            throw e;
        }
    }

    private Throwable keyFailed(Throwable failure) {
        engine().keyFailed(method.policy());
        return failure;
    }

    /** Where deliveries are only observed, what fails while a key is taken fails none: the body runs without one. */
    private EventIdentity identityOf(InvocationContext invocation, ArrivedMessage message) {
        try {
            return identity(invocation, message, takesFingerprint());
        } catch (Throwable e) { // a getter may throw what it likes
            if (!method.policy().observe()) {
                throw e;
            }
            engine().keyFailureObserved(method.policy(), e);
            return new EventIdentity(null, null, null);
        }
    }

    private EventIdentity identity(InvocationContext invocation, ArrivedMessage message, boolean takesFingerprint) {
        Object[] parameters = invocation.getParameters();
        IdempotentEvent event = event(parameters);
        KeyResolver<Object> resolver = method.resolver();
        ResolvedKey resolved = resolver == null ? null : resolved(resolver, parameters);
        return new EventIdentity(resolver == null ? key(parameters, message) : resolved == null ? null : resolved.key(),
                event == null ? null : event.eventId(), event == null ? null : event.eventType(),
                takesFingerprint ? fingerprint(parameters, message) : null, resolved == null ? 0 : ttlMillis(resolved));
    }

    private @Nullable ResolvedKey resolved(KeyResolver<Object> resolver, Object[] parameters) {
        Object argument = resolverArgument(parameters);
        return argument == null ? null : resolver.resolve(argument);
    }

    private long ttlMillis(ResolvedKey resolved) {
        Duration ttl = resolved.ttl();
        if (ttl == null) {
            return 0;
        }
        if (PolicyResolver.isNoTtl(ttl)) {
            throw new IllegalArgumentException("The time to live of a key is " + ttl + ", by "
                    + Objects.requireNonNull(resolverType()).getName() + ": " + PolicyResolver.TTL_BOUNDS + " [method: "
                    + method.method() + "]");
        }
        return ttl.toMillis();
    }

    private String fingerprint(Object[] parameters, ArrivedMessage message) {
        try {
            return method.fingerprints().of(fingerprinted(parameters, message));
        } catch (IOException e) {
            throw new IllegalStateException("The fingerprint of an event cannot be taken, since its value cannot be written as "
                    + "JSON: let fingerprint = \"…\" of @Idempotent name what can [method: " + method.method() + "]", e);
        }
    }

    /**
     * The idempotency key of one call.
     *
     * @param parameters the call's arguments
     * @param message the message of the call
     * @return the key; {@code null} when a required part is missing
     */
    protected abstract @Nullable String key(Object[] parameters, ArrivedMessage message);

    /** {@return whether a failure of the body is an outcome, stored and not run again} */
    protected boolean isTerminal(Throwable failure) {
        return false;
    }

    /** {@return the type of the bean that makes the keys; {@code null} when {@link #key} does} */
    protected @Nullable Class<?> resolverType() {
        return null;
    }

    /** {@return what that bean is asked with; {@code null} when the key is missing without asking} */
    protected @Nullable Object resolverArgument(Object[] parameters) {
        return null;
    }

    /** {@return whether a fingerprint is taken of each event} */
    protected boolean takesFingerprint() {
        return false;
    }

    /**
     * What must be the same for the same key.
     *
     * @param parameters the call's arguments
     * @param message the message of the call
     * @return a value that Jackson can write; {@code null} is one of them
     */
    protected @Nullable Object fingerprinted(Object[] parameters, ArrivedMessage message) {
        return null;
    }

    /**
     * The event among the arguments.
     *
     * @param parameters the call's arguments
     * @return the first argument that is declared as an {@link IdempotentEvent}, or whose payload is; {@code null} when there
     *         is none
     */
    protected @Nullable IdempotentEvent event(Object[] parameters) {
        return null;
    }

    /** {@return whether the key is taken from the message, in whole or in part} */
    protected boolean readsMessage() {
        return false;
    }

    /** {@return whether the key is, or has in it, what a broker gives the message} */
    protected boolean takesBrokersIdentity() {
        return false;
    }

    /** {@return the message among the arguments; {@code null} when the method takes the payload} */
    protected @Nullable Object messageArgument(Object[] parameters) {
        return null;
    }

    /** {@return how the results of the method are stored} */
    protected ResultMapping<@Nullable Object> mapping(ResultMapping<@Nullable Object> results) {
        return results;
    }

    /** {@return the type of the result that is stored; {@code Void.class} where there is none} */
    protected abstract Type resultType();

    /** {@return the id of the guarded method} */
    protected abstract String methodId();
}
