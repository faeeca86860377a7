package io.quarkiverse.eventidempotency.deployment.method;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;
import io.quarkiverse.eventidempotency.runtime.guard.ResultShape;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;

/**
 * The message consumers of the application and the threads they run on, by the rules of Quarkus Messaging: a method that
 * returns neither {@code Uni} nor {@code CompletionStage} runs on a worker when a connector feeds it, and on an event loop
 * when the application itself does.
 */
public final class MessageConsumers {

    /** The value of SmallRye's {@code @Blocking} that names no pool: its {@code DEFAULT_WORKER_POOL}. */
    private static final String DEFAULT_POOL = "<no-value>";

    private static final String EXECUTION_MODE = "quarkus.messaging.blocking.signatures.execution.mode";

    private final Set<String> producedHere = new HashSet<>();
    /** The methods that take messages and return streams of them, by channel. */
    private final Map<String, MethodInfo> splitters = new HashMap<>();
    private final Function<String, Optional<String>> properties;

    /** @param excluded what the build leaves out */
    public MessageConsumers(IndexView index, TypeIndex types, Function<String, Optional<String>> properties,
            Predicate<AnnotationTarget> excluded) {
        this.properties = properties;
        Stream.of(DotNames.OUTGOING, DotNames.OUTGOINGS).flatMap(outgoing -> index.getAnnotations(outgoing).stream())
                .map(AnnotationInstance::target)
                .filter(target -> target.kind() == AnnotationTarget.Kind.METHOD && !excluded.test(target))
                .map(AnnotationTarget::asMethod).forEach(producer -> {
                    List<String> channels = Channels.outgoing(producer);
                    producedHere.addAll(channels);
                    if (Channels.isConsumer(producer)
                            && types.isSubtypeOfAny(producer.returnType().name(), DotNames.STREAMS)) {
                        channels.forEach(channel -> splitters.put(channel, producer));
                    }
                });
        index.getAnnotations(DotNames.CHANNEL).stream()
                .filter(channel -> isEmitter(channel.target()) && !excluded.test(channel.target()))
                .forEach(channel -> producedHere.add(channel.value().asString()));
    }

    /** {@return who acknowledges the messages of a consumer} */
    public static Settling settling(MethodInfo method, boolean takesMessages) {
        AnnotationInstance acknowledgment = method.declaredAnnotation(DotNames.ACKNOWLEDGMENT);
        if (acknowledgment == null) {
            return takesMessages ? Settling.METHOD : Settling.FRAMEWORK;
        }
        return switch (acknowledgment.value().asEnum()) {
            case "POST_PROCESSING" -> Settling.FRAMEWORK;
            case "MANUAL" -> takesMessages ? Settling.METHOD : Settling.NOBODY;
            default -> Settling.NOBODY;
        };
    }

    public static boolean takesMessages(MethodInfo method, TypeIndex types) {
        return Channels.isConsumer(method) && method.parametersCount() > 0
                && types.isSubtype(method.parameterType(0).name(), DotNames.MESSAGE);
    }

    /** {@return the thread that a delivery of the method holds, as far as it is a consumer} */
    public HeldThread heldThread(MethodInfo method, MethodResult result) {
        if (!Channels.isConsumer(method) || result.shape() != ResultShape.BLOCKING) {
            return HeldThread.NONE;
        }
        AnnotationInstance blocking = method.declaredAnnotation(DotNames.MESSAGING_BLOCKING);
        AnnotationValue pool = blocking == null ? null : blocking.value();
        if (method.hasDeclaredAnnotation(DotNames.RUN_ON_VIRTUAL_THREAD) || isExecutionMode("virtual-thread")
                || pool != null && !DEFAULT_POOL.equals(pool.asString())) {
            return HeldThread.OWN;
        }
        AnnotationValue ordered = blocking == null ? null : blocking.value("ordered");
        return ordered == null || ordered.asBoolean() ? HeldThread.WORKER : HeldThread.WORKERS;
    }

    /** Whether the store can be waited for where the method runs. */
    public void check(MethodInfo method, MethodResult result, Consumer<String> problems) {
        List<String> channels = Channels.incoming(method);
        boolean moved = !channels.isEmpty() && DotNames.OFF_EVENT_LOOP.stream().anyMatch(method::hasDeclaredAnnotation);
        if (result.shape() == ResultShape.BLOCKING && !moved && (method.hasDeclaredAnnotation(DotNames.NON_BLOCKING)
                || !channels.isEmpty() && isExecutionMode("event-loop") || channels.stream().anyMatch(this::isInner))) {
            problems.accept(
                    "@Idempotent has to wait for the store, and this method would run on an event loop: annotate it with"
                            + " @Blocking or @RunOnVirtualThread, or let it return a Uni");
        }
    }

    /** Whether each message that the method gets has an identity of its own. */
    public void checkOwnIdentity(MethodInfo method, Consumer<String> problems) {
        for (String channel : Channels.incoming(method)) {
            MethodInfo splitter = splitters.get(channel);
            if (splitter != null && isInner(channel)) {
                problems.accept("@Idempotent needs a key for the channel " + channel + ": " + MethodNames.shown(splitter)
                        + " may make several messages of one, and all of them have that one's identity; set key = \"…\" to what"
                        + " tells them apart");
            }
        }
    }

    private boolean isExecutionMode(String mode) {
        return properties.apply(EXECUTION_MODE).filter(set -> set.strip().replace('_', '-').equalsIgnoreCase(mode)).isPresent();
    }

    private boolean isInner(String channel) {
        String name = channel.contains(".") && !channel.startsWith("\"") ? "\"" + channel + "\"" : channel;
        return producedHere.contains(channel) && properties.apply("mp.messaging.incoming." + name + ".connector").isEmpty();
    }

    private static boolean isEmitter(AnnotationTarget target) {
        Type type = switch (target.kind()) {
            case FIELD -> target.asField().type();
            case METHOD_PARAMETER -> target.asMethodParameter().type();
            default -> null;
        };
        return type != null && type.name().withoutPackagePrefix().endsWith("Emitter");
    }
}
