package io.quarkiverse.eventidempotency.deployment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.inject.spi.DefinitionException;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.ApplicationArchivesBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;

/**
 * Fails the build for annotations of keys that have no effect. What an application's dependencies bring may be meant for other
 * applications: it counts only where a consumer takes it and has no key but its messages' identity.
 */
class KeyAnnotationsProcessor {

    @BuildStep
    void validate(List<GuardedMethodBuildItem> methods, CombinedIndexBuildItem combined, ApplicationArchivesBuildItem archives,
            BuildProducer<ValidationErrorBuildItem> errors) {
        TypeIndex types = new TypeIndex(combined.getIndex(), Thread.currentThread().getContextClassLoader());
        List<String> problems = problems(methods, types, combined.getIndex(), archives.getRootArchive().getIndex());
        if (!problems.isEmpty()) {
            errors.produce(new ValidationErrorBuildItem(
                    problems.stream().map(DefinitionException::new).toArray(Throwable[]::new)));
        }
    }

    static List<String> problems(List<GuardedMethodBuildItem> methods, TypeIndex types, IndexView all, IndexView application) {
        UnreadKeys unread = new UnreadKeys(types, methods);
        Set<DotName> taken = new HashSet<>();
        methods.stream().filter(method -> method.key() instanceof KeySource.OwnIdentity)
                .forEach(method -> taken.addAll(unread.reachable(method.method())));
        List<AnnotationInstance> annotations = new ArrayList<>(application.getAnnotations(DotNames.IDEMPOTENCY_KEY));
        all.getAnnotations(DotNames.IDEMPOTENCY_KEY).stream().filter(a -> taken.contains(declaring(a.target())))
                .forEach(annotations::add);
        return Stream.concat(unread.problems(annotations).stream(), withoutEffect(application)).toList();
    }

    private static DotName declaring(AnnotationTarget target) {
        return switch (target.kind()) {
            case FIELD -> target.asField().declaringClass().name();
            case METHOD -> target.asMethod().declaringClass().name();
            case METHOD_PARAMETER -> target.asMethodParameter().method().declaringClass().name();
            case RECORD_COMPONENT -> target.asRecordComponent().declaringClass().name();
            default -> DotNames.OBJECT;
        };
    }

    private static Stream<String> withoutEffect(IndexView application) {
        return application.getAnnotations(DotNames.IDEMPOTENCY_KEY_PART).stream().map(AnnotationInstance::target)
                .filter(target -> target.kind() == AnnotationTarget.Kind.CLASS && target.asClass().isEnum())
                .map(target -> "@IdempotencyKeyPart on " + target.asClass().name() + " has no effect, since it is an enum: its"
                        + " constants are parts of keys by their names; remove the annotation")
                .sorted();
    }
}
