package io.quarkiverse.eventidempotency.deployment;

import java.util.List;
import java.util.Map;

import jakarta.ws.rs.Priorities;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.MethodInfo;
import org.jboss.resteasy.reactive.server.model.FixedHandlerChainCustomizer;
import org.jboss.resteasy.reactive.server.model.HandlerChainCustomizer;
import org.jboss.resteasy.reactive.server.processor.scanning.MethodScanner;

import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.rest.ReplayHeader;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.resteasy.reactive.server.spi.MethodScannerBuildItem;
import io.quarkus.resteasy.reactive.spi.ExceptionMapperBuildItem;

/** Adds to the responses of Quarkus REST, where the application has it. */
class RestProcessor {

    private static final String MAPPER = "io.quarkiverse.eventidempotency.runtime.rest.IdempotencyExceptionMapper";

    /** After those of the application. */
    @BuildStep
    void mapExceptions(Capabilities capabilities, EventIdempotencyBuildConfig config,
            BuildProducer<ExceptionMapperBuildItem> mappers) {
        if (capabilities.isPresent(Capability.RESTEASY_REACTIVE) && config.rest().exceptionMapper()) {
            mappers.produce(new ExceptionMapperBuildItem(MAPPER, IdempotencyException.class.getName(), Priorities.USER + 1,
                    true));
        }
    }

    @BuildStep
    void markReplays(CollectedMethodsBuildItem collected, CombinedIndexBuildItem combined,
            BuildProducer<MethodScannerBuildItem> scanners) {
        List<GuardedMethod> resources = collected.methods().stream().filter(GuardedMethod::marksReplays).toList();
        if (!resources.isEmpty()) {
            TypeIndex types = TypeIndex.of(combined);
            scanners.produce(new MethodScannerBuildItem(new MethodScanner() {

                @Override
                public List<HandlerChainCustomizer> scan(MethodInfo declaration, ClassInfo resource,
                        Map<String, Object> context) {
                    return resources.stream()
                            .filter(guarded -> guarded.isDeclaredBy(declaration)
                                    && types.isSubtype(resource.name(), guarded.method().declaringClass().name()))
                            .map(RestProcessor::marking).toList();
                }
            }));
        }
    }

    private static HandlerChainCustomizer marking(GuardedMethod guarded) {
        ReplayHeader header = new ReplayHeader();
        header.setMethodId(MethodNames.id(guarded.method()));
        return new FixedHandlerChainCustomizer(header, HandlerChainCustomizer.Phase.AFTER_RESPONSE_CREATED);
    }
}
