package io.quarkiverse.eventidempotency.dev;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkus.arc.InjectableBean;
import io.smallrye.mutiny.Uni;

/** A guarded method, as it is called with a payload that is written as JSON. */
record TriedHandler(GuardedMethodSpec spec, InjectableBean<?> bean, Method method, TriedArguments arguments) {

    /** A method that has one of these, or whose class has, may block the thread that it is called on. */
    private static final Set<String> BLOCKING = Set.of("io.smallrye.common.annotation.Blocking",
            "io.smallrye.reactive.messaging.annotations.Blocking", "io.smallrye.common.annotation.RunOnVirtualThread",
            "jakarta.transaction.Transactional");

    /** @throws Refusal if it cannot be called, and why */
    static TriedHandler of(GuardedMethodSpec spec, InjectableBean<?> bean, ObjectMapper mapper) {
        Class<?> beanClass = bean.getBeanClass();
        Method method = find(spec.methodId(), beanClass);
        return new TriedHandler(spec, bean, method,
                TriedArguments.of(method, beanClass, !spec.channels().isEmpty(), mapper));
    }

    private static Method find(String methodId, Class<?> beanClass) {
        for (Class<?> type = beanClass; type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (methodId.equals(Arrays.stream(method.getParameterTypes()).map(Class::getName)
                        .collect(Collectors.joining(",", type.getName() + '#' + method.getName() + '(', ")")))
                        && !method.isBridge()) {
                    method.setAccessible(true);
                    return method;
                }
            }
        }
        throw new Refusal("Its class has no method " + methodId);
    }

    /** {@return whether it is called on a thread that it may block; else on an event loop} */
    boolean blocks() {
        Class<?> returned = method.getReturnType();
        return returned != Uni.class && returned != CompletionStage.class
                || Stream.of(method.getAnnotations(), method.getDeclaringClass().getAnnotations()).flatMap(Arrays::stream)
                        .anyMatch(annotation -> BLOCKING.contains(annotation.annotationType().getName()));
    }

    /** @param message the message, for a consumer; else {@code null} */
    @Nullable
    Object call(Object instance, @Nullable Object[] values, @Nullable Object message, @Nullable TriedMessages messages)
            throws Exception {
        try {
            return method.invoke(instance, arguments.with(values, message, messages));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
