package io.quarkiverse.eventidempotency.deployment;

import static io.quarkiverse.eventidempotency.deployment.BuildLog.LOG;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.deployment.key.KeyPath;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.key.KeyStep;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.method.MessageConsumers;
import io.quarkiverse.eventidempotency.deployment.method.ResourceMethod;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Produce;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.ServiceStartBuildItem;

/** Warns of what works, but seldom as it was meant. */
class GuardWarnings {

    @BuildStep
    @Produce(ServiceStartBuildItem.class)
    void warn(CollectedMethodsBuildItem collected, CombinedIndexBuildItem combined, BeanDiscoveryFinishedBuildItem beans,
            BuildProducer<GuardWarningBuildItem> told) {
        Consumer<String> warnings = text -> {
            LOG.warn(text);
            told.produce(new GuardWarningBuildItem(text));
        };
        ConnectorKeys connectorKeys = new ConnectorKeys(ConfigProvider.getConfig(), warnings);
        for (GuardedMethod guarded : collected.methods()) {
            String method = MethodNames.shown(guarded.method());
            warnOfHash(guarded, method, warnings);
            warnOfOthers(guarded.method(), method, warnings);
            warnOfClientsKey(guarded, method, warnings);
            if (Channels.isConsumer(guarded.method())) {
                warnOfConsumer(guarded, method, warnings);
                connectorKeys.check(guarded, method);
            }
        }
        warnOfWrongImport(combined.getIndex(), warnings);
        warnOfProducers(collected.methods(), beans, TypeIndex.of(combined), warnings);
    }

    /** Other expression languages write paths so. After a word or a value it is a separator. */
    private static void warnOfHash(GuardedMethod guarded, String method, Consumer<String> warnings) {
        if (guarded.key() instanceof KeySource.Expression key) {
            for (int i = 1; i < key.parts().size(); i++) {
                if (key.parts().get(i) instanceof KeySource.Value value && key.parts().get(i - 1) instanceof KeySource.Text text
                        && text.text().matches(i == 1 ? "(?s)(|.*[^\\p{L}\\p{N}])#" : "(?s).*[^\\p{L}\\p{N}]#")) {
                    warnings.accept(LOG.hashIsText(value.path().text(), key.description(), method));
                }
            }
        }
    }

    /** The payload of a request that repeats the key of another one is not looked at without a fingerprint. */
    private static void warnOfClientsKey(GuardedMethod guarded, String method, Consumer<String> warnings) {
        ResourceMethod resource = guarded.resource();
        KeySource key = guarded.key();
        if (resource == null || key == null || !guarded.fingerprint().isEmpty()) {
            return;
        }
        Set<Integer> read = arguments(key.paths().stream());
        boolean chosen = read.stream().anyMatch(resource::isKeyHeader)
                || read.stream().anyMatch(resource::isRequestParameter) && read.stream().noneMatch(resource::isEntity);
        List<String> payload = resource.payload(arguments(key.paths().stream().filter(path -> path.steps().size() == 1)));
        if (chosen && !payload.isEmpty()) {
            warnings.accept(LOG.clientsKeyWithoutFingerprint(key.description(),
                    payload.stream().map(name -> "{" + name + "}").collect(Collectors.joining()), method));
        }
    }

    /** {@return the positions of the arguments that the paths begin at} */
    private static Set<Integer> arguments(Stream<KeyPath> paths) {
        return paths.map(path -> path.steps().get(0)).filter(KeyStep.Argument.class::isInstance)
                .map(step -> ((KeyStep.Argument) step).position()).collect(Collectors.toSet());
    }

    private static void warnOfOthers(MethodInfo method, String shown, Consumer<String> warnings) {
        for (Type parameter : method.parameterTypes()) {
            if (DotNames.UNFOLLOWED_TRANSACTIONS.contains(parameter.name())) {
                warnings.accept(LOG.unfollowedTransaction(parameter.name(), shown));
            }
        }
        if (method.hasDeclaredAnnotation(DotNames.FALLBACK)) {
            warnings.accept(LOG.storesFallback(shown));
        }
        for (DotName applied : DotNames.APPLIED_GUARDS) {
            if (method.hasDeclaredAnnotation(applied) || method.declaringClass().hasDeclaredAnnotation(applied)) {
                warnings.accept(LOG.mayStoreFallback(applied.withoutPackagePrefix(), shown));
            }
        }
    }

    private static void warnOfConsumer(GuardedMethod guarded, String method, Consumer<String> warnings) {
        OnDuplicate onDuplicate = guarded.attributes().overrides().get(PolicyOverrides.ON_DUPLICATE);
        if (onDuplicate == OnDuplicate.SKIP && !Channels.outgoing(guarded.method()).isEmpty()) {
            warnings.accept(guarded.batch() == null ? LOG.skipDropsOutput(method) : LOG.skipSendsNulls(method));
        }
        if (onDuplicate == OnDuplicate.FAIL) {
            warnings.accept(LOG.failRefusesMessages(method));
        }
        if (guarded.attributes().overrides().get(PolicyOverrides.ON_IN_FLIGHT) == OnInFlight.SKIP) {
            warnings.accept(LOG.skipLosesEvents(method));
        }
        if (MessageConsumers.settling(guarded.method(), guarded.takesMessages()) == Settling.NOBODY) {
            String strategy = guarded.method().declaredAnnotation(DotNames.ACKNOWLEDGMENT).value().asEnum();
            warnings.accept(strategy.equals("PRE_PROCESSING") ? LOG.acknowledgedBefore(method)
                    : LOG.neverAcknowledged(strategy, method));
        }
        if (guarded.result() != null && guarded.result().message()) {
            warnings.accept(LOG.replayedWithoutMetadata(method));
        }
    }

    private static void warnOfWrongImport(IndexView index, Consumer<String> warnings) {
        for (AnnotationInstance annotation : index.getAnnotations(DotNames.HTTP_IDEMPOTENT)) {
            Stream<MethodInfo> methods = switch (annotation.target().kind()) {
                case METHOD -> Stream.of(annotation.target().asMethod());
                case CLASS -> annotation.target().asClass().methods().stream();
                default -> Stream.of();
            };
            methods.filter(Channels::isConsumer).forEach(method -> warnings.accept(
                    LOG.wrongImport(DotNames.HTTP_IDEMPOTENT, DotNames.IDEMPOTENT, MethodNames.shown(method))));
        }
    }

    private static void warnOfProducers(List<GuardedMethod> methods, BeanDiscoveryFinishedBuildItem beans, TypeIndex types,
            Consumer<String> warnings) {
        Set<DotName> guarded = methods.stream().map(method -> method.method().declaringClass().name())
                .collect(Collectors.toSet());
        beans.beanStream().filter(bean -> bean.isProducerMethod() || bean.isProducerField()).forEach(bean -> {
            DotName type = bean.getProviderType().name();
            AnnotationTarget producer = bean.getTarget().orElseThrow();
            // A producer that takes such a bean chooses among beans, which are guarded.
            if (types.anySupertype(type, c -> guarded.contains(c.name()))
                    && !(bean.isProducerMethod() && producer.asMethod().parameterTypes().stream()
                            .anyMatch(parameter -> types.isSubtype(parameter.name(), type)))) {
                warnings.accept(LOG.producedUnguarded(type, producer.toString()));
            }
        });
    }
}
