package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.Processing;
import io.quarkiverse.eventidempotency.TransactionScope;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.FoundDuplicate;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.UnguardedClaim;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * One scope as code uses it.
 *
 * @param <T> the type of the results
 */
public final class GuardedScope<T extends @Nullable Object> implements IdempotencyScope<T> {

    private final ScopeSurroundings surroundings;
    private final ScopeAttributes attributes;
    private final ResultMapping<T> results;
    private final GuardPolicy policy;
    /** {@code null} when nothing is guarded. */
    private final @Nullable Handler<T> handler;
    private final @Nullable Handler<T> claims;
    /** Made when the first transaction needs it. */
    private volatile @Nullable TransactionDeliveries<T> inTransaction;

    public GuardedScope(ScopeSurroundings surroundings, ScopeAttributes attributes, ResultMapping<T> results) {
        this.surroundings = surroundings;
        this.attributes = attributes;
        this.results = results;
        this.policy = surroundings.policyOf(attributes);
        IdempotencyEngine engine = surroundings.engine();
        this.handler = engine == null ? null : engine.handler(policy, results);
        this.claims = engine == null ? null
                : engine.handler(policy.toBuilder().set(PolicyOverrides.ON_IN_FLIGHT, OnInFlight.FAIL).build(), results);
    }

    @Override
    public String name() {
        return attributes.name();
    }

    EventIdentity identity(@Nullable String key) {
        return new EventIdentity(key, null, null, attributes.fingerprint(), 0, null);
    }

    EventIdentity identity(IdempotentEvent event) {
        return new EventIdentity(EventIdempotency.keyOf(event), event.eventId(), event.eventType(), attributes.fingerprint(),
                0, null);
    }

    // As one call

    @Override
    public Uni<T> run(@Nullable String key, Supplier<Uni<T>> body) {
        return guard(identity(key), () -> surroundings.around(body::get));
    }

    @Override
    public Uni<T> run(IdempotentEvent event, Supplier<Uni<T>> body) {
        return guard(identity(event), () -> surroundings.around(body::get));
    }

    @Override
    public T runBlocking(@Nullable String key, Callable<T> body) throws Exception {
        return guardBlocking(identity(key), () -> surroundings.around(body::call));
    }

    @Override
    public T runBlocking(IdempotentEvent event, Callable<T> body) throws Exception {
        return guardBlocking(identity(event), () -> surroundings.around(body::call));
    }

    private Uni<T> guard(EventIdentity event, GuardedBody<Uni<T>> body) {
        return handler != null ? stored(handler).guard(event, body, surroundings::caller, surroundings::outerWork)
                : UnguardedBodies.run(() -> RunningBody.unguarded(policy, event.key()), body);
    }

    private Handler<T> stored(Handler<T> deliveries) {
        surroundings.checkStore();
        return deliveries;
    }

    @SuppressWarnings("NullAway") // a T that may not be null is one that no body returns null as
    private T guardBlocking(EventIdentity event, GuardedBody<T> body) throws Exception {
        if (handler != null) {
            checkMayBlock();
            return stored(handler).guardBlocking(event, body, surroundings.outerWork(), null);
        }
        return UnguardedBodies.runBlocking(RunningBody.unguarded(policy, event.key()), body);
    }

    private void checkMayBlock() {
        if (!surroundings.caller().mayBlock()) {
            throw new IllegalStateException("The scope " + name() + " has to wait for the store, and must not on thread "
                    + Thread.currentThread().getName()
                    + ", an event loop: use run, runAll or process, which return a Uni");
        }
    }

    // Several events at once

    @Override
    public <E> Uni<List<T>> runAll(List<E> events, Function<? super E, @Nullable String> key,
            Function<List<E>, Uni<List<T>>> body) {
        KeyedEvents<E> kept = new KeyedEvents<>(new ArrayList<>(events), key);
        if (handler == null) {
            return events.isEmpty() ? Uni.createFrom().item(List.of())
                    : UnguardedBodies.run(() -> kept.unguarded(policy),
                            () -> surroundings.around(() -> body.apply(kept.events())));
        }
        return stored(handler).guardAll(() -> kept.identities(attributes),
                chosen -> surroundings.around(() -> body.apply(kept.some(chosen))), surroundings::caller,
                surroundings::outerWork);
    }

    @Override
    public <E> List<T> runAllBlocking(List<E> events, Function<? super E, @Nullable String> key, BatchFunction<E, T> body)
            throws Exception {
        KeyedEvents<E> batch = new KeyedEvents<>(events, key);
        if (handler == null) {
            return events.isEmpty() ? List.of()
                    : UnguardedBodies.runBlocking(batch.unguarded(policy),
                            () -> surroundings.<List<T>> around(() -> body.apply(events)));
        }
        checkMayBlock();
        return stored(handler).guardAllBlocking(batch.identities(attributes),
                chosen -> surroundings.<List<T>> around(() -> body.apply(batch.some(chosen))), surroundings.outerWork(), false);
    }

    // In the transaction of the data

    @Override
    public TransactionScope<T> in(SqlConnection connection) {
        if (handler == null) {
            return new UnguardedScope<>(this);
        }
        TransactionDeliveries<T> made = inTransaction;
        if (made == null) {
            attributes.checkInTransaction();
            made = TransactionDeliveries.of(this, surroundings, handler);
            inTransaction = made;
        }
        return new ScopeInTransaction<>(made, connection);
    }

    // With the duplicate told

    @Override
    public Uni<T> process(@Nullable String key, Function<Processing<T>, Uni<T>> body) {
        return guard(identity(key), processing(body));
    }

    @Override
    public Uni<T> process(IdempotentEvent event, Function<Processing<T>, Uni<T>> body) {
        return guard(identity(event), processing(body));
    }

    private GuardedBody<Uni<T>> processing(Function<Processing<T>, Uni<T>> body) {
        return new ToldBody<>(told -> surroundings.around(() -> body.apply(told)), this::duplicate);
    }

    @Override
    public T processBlocking(@Nullable String key, ProcessingBody<T> body) throws Exception {
        return guardBlocking(identity(key), processing(body));
    }

    @Override
    public T processBlocking(IdempotentEvent event, ProcessingBody<T> body) throws Exception {
        return guardBlocking(identity(event), processing(body));
    }

    private GuardedBody<T> processing(ProcessingBody<T> body) {
        return new ToldBody<>(told -> surroundings.around(() -> body.process(told)), this::duplicate);
    }

    private FoundDuplicate<T> duplicate(String key, RecordContent record) {
        return new FoundDuplicate<>(Objects.requireNonNull(handler).answers(), key, record);
    }

    // Step by step

    @Override
    public Uni<Claim<T>> claim(@Nullable String key) {
        return claim(identity(key));
    }

    @Override
    public Uni<Claim<T>> claim(IdempotentEvent event) {
        return claim(identity(event));
    }

    private Uni<Claim<T>> claim(EventIdentity event) {
        return claims != null ? stored(claims).claim(event, surroundings::caller)
                : Uni.createFrom().item(() -> new UnguardedClaim<>(RunningBody.unguarded(policy, event.key())));
    }

    // Policies

    private IdempotencyScope<T> with(ScopeAttributes changed) {
        return new GuardedScope<>(surroundings, changed, results);
    }

    @Override
    public IdempotencyScope<T> withTtl(Duration ttl) {
        return with(attributes.with(PolicyOverrides.TTL, ttl));
    }

    @Override
    public IdempotencyScope<T> withLease(Duration lease) {
        return with(attributes.with(PolicyOverrides.LEASE, lease));
    }

    @Override
    public IdempotencyScope<T> withWaitTimeout(Duration waitTimeout) {
        return with(attributes.with(PolicyOverrides.WAIT_TIMEOUT, waitTimeout));
    }

    @Override
    public IdempotencyScope<T> withOnDuplicate(OnDuplicate onDuplicate) {
        return with(attributes.with(PolicyOverrides.ON_DUPLICATE, onDuplicate));
    }

    @Override
    public IdempotencyScope<T> withOnInFlight(OnInFlight onInFlight) {
        return with(attributes.with(PolicyOverrides.ON_IN_FLIGHT, onInFlight));
    }

    @Override
    public IdempotencyScope<T> withOnMissingKey(OnMissingKey onMissingKey) {
        return with(attributes.with(PolicyOverrides.ON_MISSING_KEY, onMissingKey));
    }

    @Override
    public IdempotencyScope<T> withAfterCrash(AfterCrash afterCrash) {
        return with(attributes.with(PolicyOverrides.AFTER_CRASH, afterCrash));
    }

    @Override
    public IdempotencyScope<T> withMaxAttempts(int maxAttempts) {
        return with(attributes.with(PolicyOverrides.MAX_ATTEMPTS, maxAttempts));
    }

    @Override
    public IdempotencyScope<T> withTerminalOn(Iterable<Class<? extends Throwable>> types) {
        return with(attributes.withTerminalOn(types));
    }

    @Override
    public IdempotencyScope<T> withStoreResult(boolean storeResult) {
        return with(attributes.with(PolicyOverrides.STORE_RESULT, storeResult));
    }

    @Override
    public IdempotencyScope<T> withFingerprint(@Nullable String fingerprint) {
        return with(attributes.withFingerprint(fingerprint));
    }

    @Override
    public String toString() {
        return "IdempotencyScope " + name();
    }
}
