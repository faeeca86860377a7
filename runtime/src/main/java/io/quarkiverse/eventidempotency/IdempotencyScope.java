package io.quarkiverse.eventidempotency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * What events of one scope are processed by, from code. Immutable: each {@code with…} returns another one.
 * <p>
 * There are four ways: {@code run} and {@code runBlocking} guard a body as {@link Idempotent @Idempotent} does;
 * {@code runAll} and {@code runAllBlocking} guard a body that takes several events at once; {@code process} and
 * {@code processBlocking} call a body for duplicates too, and tell it;
 * {@code claim} leaves each step to its caller.
 * <p>
 * Keys may be empty or {@code null}: then the key is missing, see {@link OnMissingKey}. A policy that is set here has the place
 * of an attribute of {@code @Idempotent}: {@code quarkus.event-idempotency.scopes."<scope>"} outdoes it, and it outdoes the
 * configuration for all scopes.
 * <p>
 * A body that is called within a transaction, of JTA, Hibernate Reactive or a reactive SQL client, is completed when that is
 * committed, and runs again when it is rolled back; a {@code claim} is settled when its caller says so.
 *
 * @param <T> the type of the results
 */
public interface IdempotencyScope<T extends @Nullable Object> {

    /** {@return the scope's name; {@link Idempotent#NO_SCOPE} for none} */
    String name();

    // As one call

    /**
     * Runs a body once for each key. On an event loop nothing blocks; the thread of another subscriber waits for the claim.
     *
     * @param body called once the key is claimed, on the subscriber's thread or Vert.x context; never for a duplicate
     * @return the body's item, or a duplicate's answer. Nothing happens before the subscription, and each subscription is one
     *         delivery. A failure of the body is stored and comes unchanged; for others see the subclasses of
     *         {@link IdempotencyException}
     */
    @CheckReturnValue
    Uni<T> run(@Nullable String key, Supplier<Uni<T>> body);

    /** Runs a body once for each event, whose id and type are recorded. See {@link #run(String, Supplier)}. */
    @CheckReturnValue
    Uni<T> run(IdempotentEvent event, Supplier<Uni<T>> body);

    /**
     * Runs a body once for each key, on this thread, which waits for the store.
     *
     * @return the body's result, or a duplicate's answer
     * @throws IllegalStateException on an event loop, which must not wait
     * @throws Exception what the body throws, unchanged, or an {@link IdempotencyException}
     */
    T runBlocking(@Nullable String key, Callable<T> body) throws Exception;

    /** Runs a body once for each event, on this thread. See {@link #runBlocking(String, Callable)}. */
    T runBlocking(IdempotentEvent event, Callable<T> body) throws Exception;

    // Several events at once

    /**
     * Runs a body for those of several events that need it. All keys are claimed in one trip to the store. An event that
     * another delivery processes does not hold the others up: the body is called without it, and once more with it where it
     * still needs work then. Events of the same list with the same key run once.
     *
     * @param events the events; the body is not called when the list is empty
     * @param key the key of an event; {@code null} or empty when it is missing
     * @param body called with the events that need work, in their order; returns one result for each of them, in the same
     *        order, or anything in a scope without results. It fails with a {@link BatchItemFailures} to report single events,
     *        and with anything else for all that it was called with
     * @return one result for each event, in their order: the body's, or the answer to a duplicate. Fails with the failure of
     *         the body, or with a {@link BatchItemFailures} where single events failed; the others are completed
     */
    @CheckReturnValue
    <E> Uni<List<T>> runAll(List<E> events, Function<? super E, @Nullable String> key, Function<List<E>, Uni<List<T>>> body);

    /**
     * Runs a body for those of several events that need it, on this thread, which waits for the store. See
     * {@link #runAll(List, Function, Function)}.
     *
     * @throws IllegalStateException on an event loop, which must not wait
     * @throws Exception what the body throws, unchanged, or a {@link BatchItemFailures}
     */
    <E> List<T> runAllBlocking(List<E> events, Function<? super E, @Nullable String> key, BatchFunction<E, T> body)
            throws Exception;

    // In the transaction of the data

    /**
     * The same scope with its records as rows of an open transaction, instead of in the store. A record then commits with the
     * changes that the body makes with this connection, or not at all.
     * <p>
     * The database must have the table of records: run the script {@code R__event_idempotency.sql} of
     * {@code io/quarkiverse/eventidempotency/schema/} on the class path. PostgreSQL, MariaDB and MySQL can hold it.
     * The scope sees the records of its table alone: use it for all deliveries of a scope, or for none.
     * {@code quarkus.event-idempotency.database.datasource} names the data source whose table the start checks and whose
     * expired
     * rows are deleted.
     * <p>
     * Applications without a reactive SQL client cannot call this method, and lack the class of its parameter: reflection on
     * the methods of this interface, as mocking does, fails there.
     *
     * @param connection a connection with an open transaction, as {@code Pool.withTransaction} passes it. Needs a reactive SQL
     *        client of Quarkus, such as {@code quarkus-reactive-pg-client}
     * @return the scope for this transaction
     * @throws IllegalStateException if a lease, {@code afterCrash}, {@code maxAttempts} or {@code terminalOn} is set, which
     *         have no meaning where a crash is a rollback
     */
    TransactionScope<T> in(SqlConnection connection);

    // With the duplicate told

    /**
     * Calls a body for each delivery, and tells it whether the event has been completed before. Of an event that has not, what
     * the body returns is stored when it ends, or its failure; of a duplicate nothing is.
     *
     * @param body called once the key is claimed, or its event found completed
     * @return the body's item
     */
    @CheckReturnValue
    Uni<T> process(@Nullable String key, Function<Processing<T>, Uni<T>> body);

    /** Calls a body for each delivery of an event. See {@link #process(String, Function)}. */
    @CheckReturnValue
    Uni<T> process(IdempotentEvent event, Function<Processing<T>, Uni<T>> body);

    /**
     * Calls a body for each delivery, on this thread, which waits for the store.
     *
     * @throws IllegalStateException on an event loop, which must not wait
     * @throws Exception what the body throws, unchanged, or an {@link IdempotencyException}
     */
    T processBlocking(@Nullable String key, ProcessingBody<T> body) throws Exception;

    /** Calls a body for each delivery of an event, on this thread. See {@link #processBlocking(String, ProcessingBody)}. */
    T processBlocking(IdempotentEvent event, ProcessingBody<T> body) throws Exception;

    // Step by step

    /**
     * Claims a key, and says what it is. Does not wait for another delivery that processes the event, whatever
     * {@link OnInFlight} says.
     * <p>
     * Nobody but the caller renews or settles the claim: one that is forgotten holds its key for one lease.
     *
     * @return nothing happens before the subscription, and each subscription claims. Fails with an {@link IdempotencyException}
     *         when the event is not to be run, its key is missing, or the store is away
     */
    @CheckReturnValue
    Uni<Claim<T>> claim(@Nullable String key);

    /** Claims the key of an event. See {@link #claim(String)}. */
    @CheckReturnValue
    Uni<Claim<T>> claim(IdempotentEvent event);

    // Policies

    /**
     * With how long a completed event is remembered.
     *
     * @throws IllegalArgumentException below one millisecond, or above 36,500 days
     */
    IdempotencyScope<T> withTtl(Duration ttl);

    /**
     * With how long a claim is kept for a process that has stopped answering.
     *
     * @throws IllegalArgumentException below 100 milliseconds, or above 36,500 days
     */
    IdempotencyScope<T> withLease(Duration lease);

    /**
     * With how long a delivery waits for another one that is being processed.
     *
     * @throws IllegalArgumentException below zero, or above 36,500 days
     */
    IdempotencyScope<T> withWaitTimeout(Duration waitTimeout);

    /** With what a delivery gets whose event has been completed before. */
    IdempotencyScope<T> withOnDuplicate(OnDuplicate onDuplicate);

    /** With what a delivery does whose event is being processed elsewhere. */
    IdempotencyScope<T> withOnInFlight(OnInFlight onInFlight);

    /** With what a delivery does whose key is missing. */
    IdempotencyScope<T> withOnMissingKey(OnMissingKey onMissingKey);

    /** With what becomes of an event whose process died. */
    IdempotencyScope<T> withAfterCrash(AfterCrash afterCrash);

    /**
     * With how many attempts an event has.
     *
     * @param maxAttempts 0 for no bound
     * @throws IllegalArgumentException if it is negative
     */
    IdempotencyScope<T> withMaxAttempts(int maxAttempts);

    /** With the failures that are an outcome: stored, not run again, and replayed to duplicates. */
    IdempotencyScope<T> withTerminalOn(Iterable<Class<? extends Throwable>> types);

    /**
     * With whether results are stored. Where they are not, a duplicate gets {@code null}, as nobody needs them. Where only
     * configuration says that they are not, it fails with a {@link ResultUnavailableException}.
     */
    IdempotencyScope<T> withStoreResult(boolean storeResult);

    /**
     * With a fingerprint, the digest of what has to be the same for the same key. An event whose key was used before with
     * another one fails with {@link IdempotencyKeyReusedException}.
     *
     * @param fingerprint {@code null} for none
     */
    IdempotencyScope<T> withFingerprint(@Nullable String fingerprint);

    /** A body that takes several events at once. */
    @FunctionalInterface
    interface BatchFunction<E, T extends @Nullable Object> {

        /**
         * Processes several events.
         *
         * @return one result for each event, in their order
         * @throws Exception as it likes; a {@link BatchItemFailures} to report single events
         */
        List<T> apply(List<E> events) throws Exception;
    }

    /** A body that is called for duplicates too, and returns its result. */
    @FunctionalInterface
    interface ProcessingBody<T extends @Nullable Object> {

        /**
         * Processes one delivery.
         *
         * @throws Exception as it likes
         */
        T process(Processing<T> processing) throws Exception;
    }
}
