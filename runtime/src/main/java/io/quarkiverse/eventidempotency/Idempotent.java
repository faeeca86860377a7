package io.quarkiverse.eventidempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/**
 * Makes a method of a CDI bean run once for each idempotency key.
 * <p>
 * The first delivery of an event claims the key, runs the body and stores its result; a later one, a <em>duplicate</em>,
 * gets that result without running the body. Two deliveries at the same time do not both run: the second one waits for
 * the first. A failure of the body is rethrown unchanged and lets the next delivery run it again, unless it is
 * {@linkplain #terminalOn() terminal}. When the process dies in the middle, the next delivery takes over once the
 * <em>lease</em> of the first has ended.
 * <p>
 * Delivery stays at-least-once: a body runs again when its lease ended before its completion was stored, when it failed,
 * when its delivery was cancelled after it began, when the record's time to live ended, when the store lost it, when it was
 * configured to run unguarded, or when an operator intervened.
 * <p>
 * Where the caller has begun a transaction, of JTA, Hibernate Reactive or a reactive SQL client, the completion is stored when
 * that is committed; when it is rolled back, the event runs again.
 *
 * <h2>Where the key comes from</h2>
 * The first of these that the method has:
 * <ol>
 * <li>{@link #key()}, an expression over the parameters, or {@link #keyResolver()}, a bean that makes the key;</li>
 * <li>{@link IdempotencyKey @IdempotencyKey} on parameters, or on a component, field or getter of a parameter's type;</li>
 * <li>a parameter that implements {@link IdempotentEvent}, such as {@link EventEnvelope};</li>
 * <li>on message consumers ({@code @Incoming}), the message's own identity: a header, or what its broker gives it.</li>
 * </ol>
 * A method with none of them fails the build.
 *
 * <h2>Which methods</h2>
 * Non-private, non-static, non-final methods of bean classes that return
 * <ul>
 * <li>{@code Uni<T>}: the claim happens on subscription, and each subscription is one delivery;</li>
 * <li>{@code CompletionStage<T>};</li>
 * <li>anything else, or {@code void}, on a worker or virtual thread. On an event loop such a method fails, since it would
 * have to block.</li>
 * </ul>
 * {@code T} is any type that Jackson can write and read back, or one that a bean of
 * {@link io.quarkiverse.eventidempotency.results.ResultFormat ResultFormat} takes. A call on {@code this} is guarded too; a
 * call
 * of {@code super} is not.
 *
 * <h2>Configuration</h2>
 * {@link #ttl()}, {@link #lease()}, {@link #waitTimeout()}, {@link #onDuplicate()}, {@link #onInFlight()},
 * {@link #onMissingKey()}, {@link #afterCrash()}, {@link #maxAttempts()} and {@link #storeResult()} can be set at run time
 * too. The first of these that is set counts: {@code quarkus.event-idempotency.scopes."<scope>".ttl}, the attribute as
 * written here, {@code quarkus.event-idempotency.ttl}, the default.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Idempotent {

    /** The {@link #scope()} of a method whose keys stand in the store without any scope in front of them. */
    String NO_SCOPE = "<none>";

    /** The {@link #fingerprint()} that is taken of the whole payload. */
    String PAYLOAD = "<payload>";

    /**
     * The idempotency key: literal text with {@code {paths}} over the parameters, such as
     * {@code "field-create:{event.tenantId}:{event.payload.fieldId}"}.
     * <p>
     * A path starts with a parameter's name and goes on over record components, getters, public fields and map keys. A
     * {@code ?} after a segment makes it optional: {@code null} there yields nothing, where otherwise it makes the whole key
     * missing. <code>{{</code> and <code>}}</code> stand for braces, and <code>${property}</code> for a configuration
     * property that is read while the application is built. Values are inserted as they are: where one can hold a
     * {@code :}, two events may get one key.
     * <p>
     * On message consumers ({@code @Incoming}) there are {@code {header:name}}, {@code {kafka.key}}, {@code {messageId}},
     * {@code {cloudEvent.id}}, {@code {cloudEvent.source}}, {@code {cloudEvent.type}} and {@code {cloudEvent.subject}} too.
     * <p>
     * A method that takes a batch has a key for each element, for which {@code []} stands: {@code {orders[].id}} for a
     * {@code List<Order> orders}, {@code {message.payload[].id}} for a {@code Message<List<Order>> message} and
     * {@code {records[].key}} for a {@code ConsumerRecords<String, Order> records}. Such a method returns nothing, or a
     * {@code List} with one result for each element that it gets, in the same order.
     * <p>
     * A path must lead to a {@code String}, primitive, enum, {@code UUID}, number, {@code java.time} value or a type with
     * {@link IdempotencyKeyPart @IdempotencyKeyPart}. Everything is checked while the application is built.
     *
     * @return the expression; empty means that the key comes from elsewhere, see above
     */
    String key() default "";

    /**
     * The class of the bean that makes the key, for what {@link #key()} cannot say. Not beside {@code key}.
     * <p>
     * The resolver is asked for each delivery, with the one parameter, or payload of one, that is of its type
     * ({@code KeyResolver<Order>} takes an {@code Order}), or with each element of a batch. Where that is {@code null}, it is
     * not asked, and the key is missing.
     *
     * @return the type of exactly one CDI bean; {@link NoKeyResolver} means that the key comes from elsewhere, see above
     */
    Class<? extends KeyResolver<?>> keyResolver() default NoKeyResolver.class;

    /**
     * What the key is unique within: {@code [A-Za-z0-9_.-]+}, or {@link #NO_SCOPE}.
     * <p>
     * Methods may share a scope on purpose: they then exclude each other and replay each other's results.
     *
     * @return the scope; empty means {@code <quarkus.application.name>.<SimpleClassName>.<method>}, which changes when the
     *         class or the method is renamed: events seen under the old name are then new
     */
    String scope() default "";

    /**
     * How long a completed event is remembered, {@code 24H} by default.
     *
     * @return an ISO-8601 duration, or a number with a unit such as {@code 10s} or {@code 24H}; at least one millisecond
     */
    String ttl() default "24H";

    /**
     * How long a claim is kept for a process that has stopped answering, {@code 20S} by default. It is renewed while the body
     * runs, so that a body may take longer than its lease.
     *
     * @return an ISO-8601 duration, or a number with a unit such as {@code 10s}; at least 100 milliseconds
     */
    String lease() default "20S";

    /**
     * How long a delivery waits for another one that is being processed, {@code 30S} by default.
     *
     * @return an ISO-8601 duration, or a number with a unit such as {@code 10s}; zero does not wait
     */
    String waitTimeout() default "30S";

    /** {@return what a delivery gets whose event has been completed before} */
    OnDuplicate onDuplicate() default OnDuplicate.REPLAY;

    /** {@return what a delivery does whose event is being processed elsewhere} */
    OnInFlight onInFlight() default OnInFlight.WAIT;

    /** {@return what a delivery does whose key is missing} */
    OnMissingKey onMissingKey() default OnMissingKey.FAIL;

    /**
     * The failures of the body that are an outcome, like a result: stored, and not run again. A duplicate then fails with a
     * {@link ReplayedFailureException}, which tells the type and the message of the first failure, for at least as
     * long as {@link #ttl()} says. All other failures let the next delivery run the body.
     *
     * @return exception types, each with its subtypes; empty for none
     */
    Class<? extends Throwable>[] terminalOn() default {};

    /**
     * What becomes of an event whose lease ended without an outcome: its process died, or stood still for too long.
     *
     * @return {@link AfterCrash#RERUN}, or {@link AfterCrash#QUARANTINE} where a body must not run twice whatever happens;
     *         deliveries then fail with an {@link EventQuarantinedException} until an operator decides
     */
    AfterCrash afterCrash() default AfterCrash.RERUN;

    /**
     * How many attempts at one event there are, the first among them. A delivery after the last fails with an
     * {@link AttemptsExhaustedException} and does not run the body.
     *
     * @return the number of attempts; 0 for no bound; never negative
     */
    int maxAttempts() default 0;

    /**
     * Whether the result is stored, so that a duplicate gets it.
     *
     * @return false only on methods whose result nobody needs: those that return nothing, and consumers of messages
     *         ({@code @Incoming}) without {@code @Outgoing}; elsewhere it fails the build
     */
    boolean storeResult() default true;

    /**
     * What has to be the same whenever the key is: another event under a key that was used before then fails with an
     * {@link IdempotencyKeyReusedException} instead of being taken for a duplicate, and its body does not run.
     * <p>
     * The record keeps the SHA-256 of the value as JSON in the form of RFC 8785, in which the order of members and the
     * spelling of numbers do not matter; nor does the order of a {@code Set}. A {@code null} on the way to a value, and a
     * payload that is {@code null}, count as {@code null}, which is a value like others.
     *
     * @return paths in braces as in {@link #key()}, such as {@code "{event.payload.amount}"} or
     *         {@code "{order.lines}{order.total}"}, that lead to anything that Jackson can write; {@link #PAYLOAD} for the
     *         whole payload; empty for no fingerprint
     */
    String fingerprint() default "";

    /**
     * Whether the record is a row of the database that the handler changes, written in the handler's transaction.
     * <p>
     * Record and changes then commit together or not at all. The handler's changes to that database happen exactly once for
     * each key, as long as its record lives; effects elsewhere are at-least-once, as before. The method must be called in a
     * transaction, and joins one of its caller: annotate it with {@code jakarta.transaction.Transactional}, or, if it returns
     * a {@code Uni}, with {@code @WithTransaction} of Hibernate Reactive. A message is acknowledged after the commit. Code that
     * has the connection of a reactive SQL client uses {@link IdempotencyScope#in}.
     * <p>
     * A concurrent delivery waits for the other's transaction, for {@link #waitTimeout()} at most. When it fails with an
     * {@link EventInFlightException}, its transaction is to be rolled back. A failure of the handler leaves no record, whether
     * the transaction rolls back or commits in spite of it.
     * <p>
     * {@link #lease()}, {@link #afterCrash()}, {@link #maxAttempts()} and {@link #terminalOn()} have no meaning then, and fail
     * the build. Configuration does not override this attribute.
     *
     * @return false to keep the record in the store
     */
    boolean inTransaction() default false;

    /** Stands for no resolver, where {@link #keyResolver()} is not set. */
    interface NoKeyResolver extends KeyResolver<Object> {
    }
}
