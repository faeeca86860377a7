package io.quarkiverse.eventidempotency.deployment;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.method.GuardAttributes;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.method.MethodResult;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
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
            BuildLog.LOG.warn(text);
            told.produce(new GuardWarningBuildItem(text));
        };
        List<GuardedMethod> methods = collected.methods();
        for (GuardedMethod guarded : methods) {
            warnOfTransactions(guarded.method(), warnings);
            warnOfHash(guarded, warnings);
            warnOfFallback(guarded.method(), warnings);
            if (Channels.isConsumer(guarded.method())) {
                warnOfAttributes(guarded.method(), guarded.attributes(), warnings);
                warnOfAcknowledgment(guarded, warnings);
                MethodResult result = guarded.result();
                if (result != null && result.message()) {
                    warnings.accept(BuildLog.LOG.replayedWithoutMetadata(MethodNames.shown(guarded.method())));
                }
            }
        }
        warnOfWrongImport(combined.getIndex(), warnings);
        warnOfProducers(methods, beans, TypeIndex.of(combined), warnings);
    }

    private static void warnOfFallback(MethodInfo method, Consumer<String> warnings) {
        if (method.hasDeclaredAnnotation(DotNames.FALLBACK)) {
            warnings.accept(BuildLog.LOG.storesFallback(MethodNames.shown(method)));
        }
        for (DotName applied : DotNames.APPLIED_GUARDS) {
            if (method.hasDeclaredAnnotation(applied) || method.declaringClass().hasDeclaredAnnotation(applied)) {
                warnings.accept(BuildLog.LOG.mayStoreFallback(applied.withoutPackagePrefix(), MethodNames.shown(method)));
            }
        }
    }

    private static void warnOfProducers(List<GuardedMethod> methods, BeanDiscoveryFinishedBuildItem beans, TypeIndex types,
            Consumer<String> warnings) {
        Set<DotName> guarded = new HashSet<>();
        methods.forEach(method -> guarded.add(method.method().declaringClass().name()));
        beans.beanStream().filter(bean -> bean.isProducerMethod() || bean.isProducerField()).forEach(bean -> {
            DotName type = bean.getProviderType().name();
            // A producer that takes such a bean chooses among beans, which are guarded.
            if (types.anySupertype(type, c -> guarded.contains(c.name())) && !(bean.isProducerMethod()
                    && bean.getTarget().orElseThrow().asMethod().parameterTypes().stream()
                            .anyMatch(parameter -> types.isSubtype(parameter.name(), type)))) {
                warnings.accept(BuildLog.LOG.producedUnguarded(type, bean.getTarget().orElseThrow().toString()));
            }
        });
    }

    /** Other expression languages write paths so. After a word or a value it is a separator. */
    private static void warnOfHash(GuardedMethod guarded, Consumer<String> warnings) {
        if (!(guarded.key() instanceof KeySource.Expression key)) {
            return;
        }
        List<KeySource.Piece> pieces = key.pieces();
        for (int i = 1; i < pieces.size(); i++) {
            if (pieces.get(i) instanceof KeySource.Value value && pieces.get(i - 1) instanceof KeySource.Text text
                    && text.text().matches(i == 1 ? "(?s)(|.*[^\\p{L}\\p{N}])#" : "(?s).*[^\\p{L}\\p{N}]#")) {
                warnings.accept(BuildLog.LOG.hashIsText(value.path().text(), key.description(),
                        MethodNames.shown(guarded.method())));
            }
        }
    }

    private static void warnOfAttributes(MethodInfo method, GuardAttributes attributes, Consumer<String> warnings) {
        if (attributes.overrides().get(PolicyOverrides.ON_DUPLICATE) == OnDuplicate.SKIP
                && !Channels.outgoing(method).isEmpty()) {
            warnings.accept(BuildLog.LOG.skipDropsOutput(MethodNames.shown(method)));
        }
        if (attributes.overrides().get(PolicyOverrides.ON_DUPLICATE) == OnDuplicate.FAIL) {
            warnings.accept(BuildLog.LOG.failRefusesMessages(MethodNames.shown(method)));
        }
        if (attributes.overrides().get(PolicyOverrides.ON_IN_FLIGHT) == OnInFlight.SKIP) {
            warnings.accept(BuildLog.LOG.skipLosesEvents(MethodNames.shown(method)));
        }
    }

    private static void warnOfTransactions(MethodInfo method, Consumer<String> warnings) {
        for (Type parameter : method.parameterTypes()) {
            if (DotNames.UNFOLLOWED_TRANSACTIONS.contains(parameter.name())) {
                warnings.accept(BuildLog.LOG.unfollowedTransaction(parameter.name(), MethodNames.shown(method)));
            }
        }
    }

    private static void warnOfAcknowledgment(GuardedMethod guarded, Consumer<String> warnings) {
        AnnotationInstance acknowledgment = guarded.method().declaredAnnotation(DotNames.ACKNOWLEDGMENT);
        if (acknowledgment == null) {
            return;
        }
        String strategy = acknowledgment.value().asEnum();
        String method = MethodNames.shown(guarded.method());
        if (strategy.equals("PRE_PROCESSING")) {
            warnings.accept(BuildLog.LOG.acknowledgedBefore(method));
        } else if (strategy.equals("NONE") || strategy.equals("MANUAL") && !guarded.takesMessages()) {
            warnings.accept(BuildLog.LOG.neverAcknowledged(strategy, method));
        }
    }

    private static void warnOfWrongImport(IndexView index, Consumer<String> warnings) {
        for (AnnotationInstance annotation : index.getAnnotations(DotNames.HTTP_IDEMPOTENT)) {
            List<MethodInfo> methods = annotation.target().kind() == AnnotationTarget.Kind.METHOD
                    ? List.of(annotation.target().asMethod())
                    : annotation.target().kind() == AnnotationTarget.Kind.CLASS ? annotation.target().asClass().methods()
                            : List.of();
            for (MethodInfo method : methods) {
                if (Channels.isConsumer(method)) {
                    warnings.accept(
                            BuildLog.LOG.wrongImport(DotNames.HTTP_IDEMPOTENT, DotNames.IDEMPOTENT, MethodNames.shown(method)));
                }
            }
        }
    }
}
