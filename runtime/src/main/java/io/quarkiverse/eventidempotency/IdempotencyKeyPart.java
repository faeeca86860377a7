package io.quarkiverse.eventidempotency;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type whose {@code toString()} may be part of an idempotency key: equal values must give equal texts, different
 * values different ones, in every version of the application that runs at the same time.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface IdempotencyKeyPart {
}
