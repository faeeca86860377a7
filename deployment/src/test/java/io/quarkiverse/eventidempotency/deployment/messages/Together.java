package io.quarkiverse.eventidempotency.deployment.messages;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;

/** Has all parts of a message arrive before the guard looks at any of them. */
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@interface Together {

    /** Stands outside of the guard. */
    @Together
    @Interceptor
    @Priority(100)
    class Gate {

        private final CountDownLatch missing = new CountDownLatch(KeyedConsumers.PARTS);

        @AroundInvoke
        Object pass(InvocationContext invocation) throws Exception {
            missing.countDown();
            if (!missing.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException(missing.getCount() + " parts have not arrived");
            }
            return invocation.proceed();
        }
    }
}
