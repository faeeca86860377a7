package io.quarkiverse.eventidempotency.deployment.types;

import java.util.List;
import java.util.stream.Stream;

import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;

/** The channels that the annotations of a method name. */
public final class Channels {

    private Channels() {
    }

    /** {@return the channels that the method consumes; empty when it is no consumer} */
    public static List<String> incoming(MethodInfo method) {
        return of(method, DotNames.INCOMING, DotNames.INCOMINGS);
    }

    public static List<String> outgoing(MethodInfo method) {
        return of(method, DotNames.OUTGOING, DotNames.OUTGOINGS);
    }

    public static boolean isConsumer(MethodInfo method) {
        return !incoming(method).isEmpty();
    }

    private static List<String> of(MethodInfo method, DotName single, DotName several) {
        return method.declaredAnnotations().stream()
                .flatMap(annotation -> annotation.name().equals(single) ? Stream.of(annotation)
                        : annotation.name().equals(several) ? Stream.of(annotation.value().asNestedArray()) : Stream.empty())
                .map(channel -> channel.value().asString()).toList();
    }
}
