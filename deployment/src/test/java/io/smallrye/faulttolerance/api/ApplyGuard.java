package io.smallrye.faulttolerance.api;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Stands in for SmallRye's. */
@Retention(RetentionPolicy.RUNTIME)
public @interface ApplyGuard {

    /** {@return the name of the guard} */
    String value();
}
