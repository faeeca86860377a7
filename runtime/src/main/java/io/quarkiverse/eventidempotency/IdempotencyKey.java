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
 * Annotated parameters outdo annotated members: where a parameter of the method carries this annotation, the members of its
 * parameters' types are not looked at. Members are taken from the parameter's own type and what that extends or implements,
 * supertypes first; in one class its fields and components come before its getters. A private field needs a getter, or to be
 * a record's component.
 * <p>
 * The same types are allowed as in {@link Idempotent#key()}; others fail the build.
 */
@Documented
@Target({ ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
public @interface IdempotencyKey {
}
