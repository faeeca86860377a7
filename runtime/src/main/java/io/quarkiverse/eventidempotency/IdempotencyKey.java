package io.quarkiverse.eventidempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what an event's idempotency key is made of: parameters of an {@link Idempotent @Idempotent} method, or record
 * components, fields or getters of a parameter's type.
 * <p>
 * Several are joined with {@code :} in the order in which they are declared, and a {@code :} or {@code \} inside one of
 * several is escaped with {@code \}, so that no two different lists make the same key. A {@code null} makes the key missing.
 * <p>
 * Annotated parameters take precedence over annotated members. Members are taken from the type of the parameter, or of its
 * payload where it is a message or a Kafka record, and from what that type extends or implements, supertypes first. In one
 * class fields and components come before getters, and these before the parameters of constructors, which stand for the
 * property of their name: Kotlin puts the annotation of {@code data class Placed(@IdempotencyKey val id: String)} there. A
 * private field needs a getter, or to be a record's component.
 * <p>
 * The same types are allowed as in {@link Idempotent#key()}; others fail the build. So does an annotation that no guarded
 * method of the application reads: on a parameter of another method, beside a {@code key} or a {@code keyResolver}, on a
 * setter, or on the member of a type that no guarded method takes as a parameter or payload.
 */
@Documented
@Target({ ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
public @interface IdempotencyKey {
}
