package io.quarkiverse.eventidempotency.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.spi.DefinitionException;

import org.jboss.jandex.AnnotationInstance;

import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;

/** Checks that Quarkus intercepts what is listed as guarded, now that it has decided. */
class InterceptionProcessor {

    @BuildStep
    void validate(GuardedMethodsBuildItem guarded, ValidationPhaseBuildItem phase,
            BuildProducer<ValidationErrorBuildItem> errors) {
        Map<String, List<BeanInfo>> beans = phase.getContext().beans().classBeans().stream()
                .collect(Collectors.groupingBy(bean -> bean.getImplClazz().name().toString()));
        List<Throwable> failures = new ArrayList<>();
        for (GuardedMethodSpec spec : guarded.specs()) {
            for (BeanInfo bean : beans.getOrDefault(spec.beanClass(), List.of())) {
                if (!isIntercepted(bean, spec.methodId())) {
                    failures.add(new DefinitionException("@Idempotent guards nothing here, since Quarkus does not intercept the"
                            + " method in this bean class: declare it in the bean class [method: " + spec.method() + "]"));
                }
            }
        }
        if (!failures.isEmpty()) {
            errors.produce(new ValidationErrorBuildItem(failures.toArray(new Throwable[0])));
        }
    }

    private static boolean isIntercepted(BeanInfo bean, String methodId) {
        for (Set<AnnotationInstance> bindings : bean.getInterceptedMethodsBindings().values()) {
            for (AnnotationInstance binding : bindings) {
                if (binding.name().equals(DotNames.GUARDED) && binding.value().asString().equals(methodId)) {
                    return true;
                }
            }
        }
        return false;
    }
}
