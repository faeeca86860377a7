package io.quarkiverse.eventidempotency.deployment.types;

import java.util.ArrayList;
import java.util.List;

import org.jboss.jandex.AnnotationInstance;
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
        List<String> channels = new ArrayList<>();
        AnnotationInstance one = method.declaredAnnotation(single);
        if (one != null) {
            channels.add(one.value().asString());
        }
        AnnotationInstance container = method.declaredAnnotation(several);
        if (container != null) {
            for (AnnotationInstance nested : container.value().asNestedArray()) {
                channels.add(nested.value().asString());
            }
        }
        return channels;
    }
}
