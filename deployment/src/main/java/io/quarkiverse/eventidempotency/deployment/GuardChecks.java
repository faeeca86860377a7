package io.quarkiverse.eventidempotency.deployment;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.DefinitionException;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.key.UnreadKeys;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.method.StoredResultRules;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkus.arc.deployment.SynthesisFinishedBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ApplicationArchivesBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;

/** Checks that need more than the declaration of a guarded method. The container reports the errors of all of them together. */
class GuardChecks {

    private static final AnnotationInstance ANY = AnnotationInstance.builder(Any.class).build();

    /** Beans can be resolved only once the synthetic ones are there too. */
    @BuildStep
    void resolvers(CollectedMethodsBuildItem collected, SynthesisFinishedBuildItem beans,
            BuildProducer<ValidationErrorBuildItem> errors) {
        for (GuardedMethod guarded : collected.methods()) {
            if (guarded.key() instanceof KeySource.Resolved resolved) {
                String named = "keyResolver = " + resolved.resolver() + " of @Idempotent needs one bean of that type, and ";
                Set<BeanInfo> found = beans.getBeanResolver().resolveBeans(ClassType.create(resolved.resolver()), ANY);
                try {
                    if (found.isEmpty()) {
                        errors.produce(
                                error(named + "there is none: give the class a scope such as @ApplicationScoped", guarded));
                    } else {
                        beans.getBeanResolver().resolveAmbiguity(found);
                    }
                } catch (AmbiguousResolutionException e) {
                    errors.produce(error(named + "there are several: name the class of one of them (" + found.stream()
                            .map(BeanInfo::toString).sorted().collect(Collectors.joining(", ")) + ")", guarded));
                }
            }
        }
    }

    /** Results have to come back as they are, unless the application has a format for them. */
    @BuildStep
    void results(CollectedMethodsBuildItem collected, CombinedIndexBuildItem combined, SynthesisFinishedBuildItem beans,
            BuildProducer<ValidationErrorBuildItem> errors) {
        TypeIndex types = TypeIndex.of(combined);
        // Of a bean whose type argument is not known here, the type that it takes is not known either.
        List<DotName> formatted = beans.beanStream().withBeanType(DotNames.RESULT_FORMAT).stream()
                .flatMap(bean -> bean.getTypes().stream()).filter(type -> type.name().equals(DotNames.RESULT_FORMAT))
                .map(type -> type.kind() == Type.Kind.PARAMETERIZED_TYPE ? type.asParameterizedType().arguments().get(0).name()
                        : DotName.OBJECT_NAME)
                .toList();
        StoredResultRules rules = new StoredResultRules(combined.getIndex(), Thread.currentThread().getContextClassLoader());
        for (GuardedMethod guarded : collected.methods()) {
            Type result = guarded.problems().isEmpty() ? guarded.storedResult() : null;
            String problem = result == null || types.isSubtypeOfAny(result.name(), formatted) ? null : rules.problem(result);
            if (problem != null) {
                errors.produce(error(problem, guarded));
            }
        }
    }

    @BuildStep
    void keyAnnotations(CollectedMethodsBuildItem collected, CombinedIndexBuildItem combined,
            ApplicationArchivesBuildItem archives, BuildProducer<ValidationErrorBuildItem> errors) {
        unreadKeys(collected, TypeIndex.of(combined), archives.getRootArchive().getIndex())
                .forEach(problem -> errors.produce(error(problem)));
    }

    static List<String> unreadKeys(CollectedMethodsBuildItem collected, TypeIndex types, IndexView application) {
        return new UnreadKeys(types, collected.methods().stream()
                .map(guarded -> new UnreadKeys.Reader(guarded.method(), guarded.batch(), guarded.key())).toList())
                .problems(application);
    }

    /**
     * Quarkus has to intercept each method that is listed as guarded, now that it has decided. Refused methods have no guard.
     */
    @BuildStep
    void interception(CollectedMethodsBuildItem collected, GuardedMethodsBuildItem guarded, ValidationPhaseBuildItem phase,
            BuildProducer<ValidationErrorBuildItem> errors) {
        Set<String> refused = collected.methods().stream().filter(method -> !method.problems().isEmpty())
                .map(GuardedMethod::id).collect(Collectors.toSet());
        Set<String> intercepted = new HashSet<>();
        Set<String> beanClasses = new HashSet<>();
        for (BeanInfo bean : phase.getContext().beans().classBeans()) {
            String beanClass = bean.getImplClazz().name().toString();
            beanClasses.add(beanClass);
            for (Set<AnnotationInstance> bindings : bean.getInterceptedMethodsBindings().values()) {
                bindings.stream().filter(binding -> binding.name().equals(DotNames.GUARDED))
                        .forEach(binding -> intercepted.add(beanClass + ' ' + binding.value().asString()));
            }
        }
        for (GuardedMethodSpec spec : guarded.specs()) {
            if (beanClasses.contains(spec.beanClass()) && !refused.contains(spec.methodId())
                    && !intercepted.contains(spec.beanClass() + ' ' + spec.methodId())) {
                errors.produce(error("@Idempotent guards nothing here, since Quarkus does not intercept the method in this bean"
                        + " class: declare it in the bean class [method: " + spec.method() + "]"));
            }
        }
    }

    static ValidationErrorBuildItem error(String problem, GuardedMethod guarded) {
        return error(problem + " [method: " + MethodNames.shown(guarded.method()) + "]");
    }

    static ValidationErrorBuildItem error(String problem) {
        return new ValidationErrorBuildItem(new DefinitionException(problem));
    }
}
