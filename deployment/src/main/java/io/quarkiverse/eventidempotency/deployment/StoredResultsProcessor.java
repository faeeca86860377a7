package io.quarkiverse.eventidempotency.deployment;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.inject.spi.DefinitionException;

import org.jboss.jandex.DotName;
import org.jboss.jandex.Type;

import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkus.arc.deployment.SynthesisFinishedBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;

/** Checks that results can be read back, once it is known which of them the application has a format for. */
class StoredResultsProcessor {

    @BuildStep
    void validate(List<GuardedMethodBuildItem> methods, CombinedIndexBuildItem combined, SynthesisFinishedBuildItem beans,
            BuildProducer<ValidationErrorBuildItem> errors) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        TypeIndex types = new TypeIndex(combined.getIndex(), loader);
        List<DotName> formatted = formatted(beans);
        StoredResultRules rules = new StoredResultRules(combined.getIndex(), loader);
        List<Throwable> failures = new ArrayList<>();
        for (GuardedMethodBuildItem guarded : methods) {
            MethodResult result = guarded.result();
            String problem = result != null && guarded.problems().isEmpty() && isReplayed(guarded, result)
                    && !types.isSubtypeOfAny(result.type().name(), formatted)
                            ? rules.problem(result.type())
                            : null;
            if (problem != null) {
                failures.add(new DefinitionException(problem + " [method: " + MethodNames.shown(guarded.method()) + "]"));
            }
        }
        if (!failures.isEmpty()) {
            errors.produce(new ValidationErrorBuildItem(failures.toArray(new Throwable[0])));
        }
    }

    private static boolean isReplayed(GuardedMethodBuildItem guarded, MethodResult result) {
        return !result.isVoid() && MethodRules.resultNeeded(guarded.method(), result)
                && !Boolean.FALSE.equals(guarded.attributes().overrides().get(PolicyOverrides.STORE_RESULT));
    }

    /** {@return the types of results that the application has formats for} */
    private static List<DotName> formatted(SynthesisFinishedBuildItem beans) {
        List<DotName> formatted = new ArrayList<>();
        for (BeanInfo bean : beans.beanStream().withBeanType(DotNames.RESULT_FORMAT).stream().toList()) {
            for (Type type : bean.getTypes()) {
                if (type.name().equals(DotNames.RESULT_FORMAT)) {
                    // Of a bean whose type argument is not known here, the type that it takes is not known either.
                    formatted.add(type.kind() == Type.Kind.PARAMETERIZED_TYPE
                            ? type.asParameterizedType().arguments().get(0).name()
                            : DotNames.OBJECT);
                }
            }
        }
        return formatted;
    }
}
