package io.quarkiverse.eventidempotency.deployment;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationTransformation;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

import io.quarkiverse.eventidempotency.deployment.generate.GuardGenerator;
import io.quarkiverse.eventidempotency.deployment.key.BatchFinder;
import io.quarkiverse.eventidempotency.deployment.key.BatchParameter;
import io.quarkiverse.eventidempotency.deployment.key.KeyPath;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.key.KeySourceFinder;
import io.quarkiverse.eventidempotency.deployment.method.GuardAttributes;
import io.quarkiverse.eventidempotency.deployment.method.GuardedBeans;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.method.MessageConsumers;
import io.quarkiverse.eventidempotency.deployment.method.MethodResult;
import io.quarkiverse.eventidempotency.deployment.method.MethodRules;
import io.quarkiverse.eventidempotency.deployment.method.ResourceMethod;
import io.quarkiverse.eventidempotency.deployment.method.TransactionRules;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.IdempotencyRecorder;
import io.quarkiverse.eventidempotency.runtime.guard.Guarded;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;
import io.quarkus.arc.deployment.AnnotationsTransformerBuildItem;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.deployment.BuildExclusionsBuildItem;
import io.quarkus.arc.deployment.CustomScopeAnnotationsBuildItem;
import io.quarkus.arc.deployment.GeneratedBeanBuildItem;
import io.quarkus.arc.deployment.GeneratedBeanGizmo2Adaptor;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.arc.deployment.TransformedAnnotationsBuildItem;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.ApplicationArchivesBuildItem;
import io.quarkus.deployment.builditem.ApplicationClassPredicateBuildItem;
import io.quarkus.deployment.builditem.ApplicationInfoBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.LaunchModeBuildItem;
import io.quarkus.deployment.builditem.RunTimeConfigurationDefaultBuildItem;
import io.quarkus.gizmo2.Gizmo;
import io.quarkus.panache.common.deployment.PanacheEntityClassesBuildItem;
import io.quarkus.runtime.LaunchMode;

/**
 * Collects the guarded methods, gives each its interceptor, checks them once the beans are known, and records them.
 * <p>
 * The interceptors are beans themselves, so they have to be there before beans are discovered: until then annotations are
 * read as they are written, since nobody could transform them yet.
 */
class GuardedMethodsProcessor {

    @BuildStep
    CollectedMethodsBuildItem collect(CombinedIndexBuildItem combined, BuildExclusionsBuildItem exclusions,
            List<PanacheEntityClassesBuildItem> entities) {
        IndexView index = combined.getIndex();
        TypeIndex types = new TypeIndex(index, Thread.currentThread().getContextClassLoader(), entities);
        KeySourceFinder keys = new KeySourceFinder(types, GuardedMethodsProcessor::property);
        MessageConsumers consumers = new MessageConsumers(index, types, GuardedMethodsProcessor::property,
                exclusions::isExcluded);
        // By id: a class that two archives hold is still one class.
        Map<String, GuardedMethod> methods = new TreeMap<>();
        for (AnnotationInstance annotation : index.getAnnotations(DotNames.IDEMPOTENT)) {
            if (annotation.target().kind() == AnnotationTarget.Kind.METHOD && !annotation.target().asMethod().isSynthetic()) {
                methods.computeIfAbsent(MethodNames.id(annotation.target().asMethod()),
                        id -> collect(annotation, types, keys, consumers));
            }
        }
        return new CollectedMethodsBuildItem(List.copyOf(methods.values()));
    }

    private static GuardedMethod collect(AnnotationInstance idempotent, TypeIndex types, KeySourceFinder keys,
            MessageConsumers consumers) {
        MethodInfo method = idempotent.target().asMethod();
        Set<String> problems = new TreeSet<>();
        MethodRules.checkParameters(method, types, problems::add);
        // What is no payload has no key either, which would only be said twice.
        boolean payloads = problems.isEmpty();
        MethodRules.checkInterceptable(method, problems::add);
        BatchParameter batch = payloads ? new BatchFinder(keys).find(method, idempotent) : null;
        GuardAttributes attributes = GuardAttributes.of(idempotent, problems::add);
        MethodResult result = null;
        try {
            result = MethodResult.of(method, batch, types);
            MethodRules.checkSkip(result, attributes, problems::add);
            MethodRules.checkStoreResult(method, result, attributes, problems::add);
            consumers.check(method, result, problems::add);
        } catch (GuardProblem e) {
            problems.add(e.text());
        }
        boolean takesMessages = MessageConsumers.takesMessages(method, types);
        if (attributes.inTransaction()) {
            TransactionRules.check(method, batch, result, takesMessages, problems::add);
        }
        KeySource key = payloads ? keys.find(method, batch, idempotent, problems::add) : null;
        if (key instanceof KeySource.OwnIdentity) {
            consumers.checkOwnIdentity(method, problems::add);
        }
        List<KeyPath> fingerprint = payloads ? keys.fingerprint(method, batch, idempotent, problems::add) : List.of();
        return new GuardedMethod(method, batch, attributes, result, key,
                payloads && method.parametersCount() > 0 && Channels.isConsumer(method) ? keys.payload(method, batch) : null,
                keys.events(method, batch).stream().findFirst().orElse(null), fingerprint,
                types.find(DotName.createSimple(DotNames.QUARKUS_REST_SERVER)) == null ? null
                        : ResourceMethod.of(method, types),
                takesMessages,
                result == null ? HeldThread.NONE : consumers.heldThread(method, result), List.copyOf(problems));
    }

    @BuildStep
    void intercept(CollectedMethodsBuildItem collected, ApplicationArchivesBuildItem archives,
            List<ApplicationClassPredicateBuildItem> applicationClasses, LaunchModeBuildItem launch,
            BuildProducer<GeneratedBeanBuildItem> beans, BuildProducer<AnnotationsTransformerBuildItem> transformers) {
        Set<String> ids = new HashSet<>();
        Set<DotName> classes = new HashSet<>();
        for (GuardedMethod guarded : collected.methods()) {
            MethodResult result = guarded.result();
            KeySource key = guarded.key();
            if (!guarded.problems().isEmpty() || result == null || key == null) {
                continue;
            }
            DotName declaring = guarded.method().declaringClass().name();
            ids.add(guarded.id());
            classes.add(declaring);
            // In the class loader of the method's class, else the two would not share a package.
            boolean application = archives.getRootArchive().getIndex().getClassByName(declaring) != null
                    || applicationClasses.stream().anyMatch(p -> p.test(declaring.toString()));
            GuardGenerator.generate(Gizmo.create(new GeneratedBeanGizmo2Adaptor(beans, name -> application)), guarded,
                    result, key, launch.getLaunchMode() == LaunchMode.DEVELOPMENT);
        }
        transformers.produce(new AnnotationsTransformerBuildItem(AnnotationTransformation.forMethods()
                .whenMethod(m -> classes.contains(m.declaringClass().name()) && !m.isSynthetic()
                        && ids.contains(MethodNames.id(m)))
                .transform(t -> t.add(AnnotationInstance.builder(Guarded.class)
                        .value(MethodNames.id(t.declaration().asMethod())).build()))));
    }

    @BuildStep
    GuardedMethodsBuildItem validate(CollectedMethodsBuildItem collected, CombinedIndexBuildItem combined,
            ApplicationInfoBuildItem application, BeanDiscoveryFinishedBuildItem discovered,
            TransformedAnnotationsBuildItem annotations, CustomScopeAnnotationsBuildItem scopes,
            BuildProducer<ValidationErrorBuildItem> errors) {
        String name = application.getName();
        GuardedBeans beans = new GuardedBeans(TypeIndex.of(combined),
                name.equals(ApplicationInfoBuildItem.UNSET_VALUE) ? "app" : name, collected.methods());
        Map<DotName, ClassInfo> beanClasses = new TreeMap<>();
        discovered.beanStream().classBeans().stream().map(BeanInfo::getImplClazz).forEach(c -> beanClasses.put(c.name(), c));
        beanClasses.values().forEach(beans::add);
        for (GuardedMethod guarded : collected.methods()) {
            guarded.problems().forEach(problem -> errors.produce(GuardChecks.error(problem, guarded)));
            if (guarded.problems().isEmpty() && !beans.hasBean(guarded)
                    && isMeantForABean(guarded.method().declaringClass(), combined.getIndex(), beanClasses.keySet(),
                            annotations, scopes)) {
                errors.produce(GuardChecks.error("@Idempotent needs a bean, and no bean class declares or inherits this method:"
                        + " give the class a scope such as @ApplicationScoped", guarded));
            }
        }
        beans.problems().forEach(problem -> errors.produce(GuardChecks.error(problem)));
        return new GuardedMethodsBuildItem(beans.specs());
    }

    /**
     * Whether a class without a bean should have one: it would be a bean if only it had a scope, or is extended by one that
     * overrides the method. One that has a scope and is no bean is left out on purpose, by a build profile, a property or the
     * configuration of beans; one that nobody extends may be a library's.
     */
    private static boolean isMeantForABean(ClassInfo declaring, IndexView index, Set<DotName> beanClasses,
            TransformedAnnotationsBuildItem transformed, CustomScopeAnnotationsBuildItem scopes) {
        Collection<ClassInfo> subclasses = index.getAllKnownSubclasses(declaring.name());
        if (!subclasses.isEmpty()) {
            return subclasses.stream().map(ClassInfo::name).anyMatch(beanClasses::contains);
        }
        Collection<AnnotationInstance> annotations = transformed.getAnnotations(declaring);
        return !declaring.isAbstract() && !scopes.isScopeIn(annotations)
                && annotations.stream().noneMatch(annotation -> annotation.name().equals(DotNames.VETOED));
    }

    /** The guards look them up by their types, which no other code may do. */
    @BuildStep
    UnremovableBeanBuildItem keepResolvers(CollectedMethodsBuildItem collected) {
        return UnremovableBeanBuildItem.beanTypes(collected.methods().stream().map(GuardedMethod::key)
                .filter(KeySource.Resolved.class::isInstance).map(key -> ((KeySource.Resolved) key).resolver())
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    SyntheticBeanBuildItem record(GuardedMethodsBuildItem methods, IdempotencyRecorder recorder) {
        return SyntheticBeanBuildItem.configure(GuardedMethodSpecs.class).scope(Singleton.class).unremovable()
                .supplier(recorder.guardedMethods(methods.specs())).done();
    }

    /** Lets environment variables, whose names hold no dots and no case, reach what is set for one scope. */
    @BuildStep
    void announceScopes(GuardedMethodsBuildItem methods, BuildProducer<RunTimeConfigurationDefaultBuildItem> defaults) {
        methods.specs().stream().map(GuardedMethodSpec::scopeName).distinct().sorted()
                .forEach(scope -> defaults.produce(new RunTimeConfigurationDefaultBuildItem(
                        "quarkus.event-idempotency.scopes.\"" + scope + "\".known", "true")));
    }

    private static Optional<String> property(String name) {
        return ConfigProvider.getConfig().getOptionalValue(name, String.class);
    }
}
