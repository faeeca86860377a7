package io.quarkiverse.eventidempotency.runtime.guard;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.interceptor.InterceptorBinding;

/** Binds one guarded method to the interceptor that was generated for it. Added while the application is built. */
@InterceptorBinding
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
public @interface Guarded {

    /** {@return the guarded method's id} */
    String value();
}
