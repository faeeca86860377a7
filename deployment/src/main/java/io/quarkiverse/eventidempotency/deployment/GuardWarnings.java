package io.quarkiverse.eventidempotency.deployment;

import java.util.List;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.logging.Logger;

import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Produce;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.ServiceStartBuildItem;

/** Warns of what works, but seldom as it was meant. */
class GuardWarnings {

    private static final Logger LOG = Logger.getLogger("io.quarkiverse.eventidempotency");

    @BuildStep
    @Produce(ServiceStartBuildItem.class)
    void warn(List<GuardedMethodBuildItem> methods, CombinedIndexBuildItem combined) {
        for (GuardedMethodBuildItem guarded : methods) {
            warnOfSkip(guarded.method(), guarded.attributes());
        }
        warnOfWrongImport(combined.getIndex());
    }

    private static void warnOfSkip(MethodInfo method, GuardAttributes attributes) {
        if (MessageConsumers.incoming(method).isEmpty()) {
            return;
        }
        if (attributes.onDuplicate() == OnDuplicate.SKIP && MessageConsumers.hasOutgoing(method)) {
            LOG.warnf("onDuplicate = SKIP of @Idempotent drops a processor's output: when the first delivery crashed before"
                    + " its message was sent, nothing is sent at all; REPLAY sends it [method: %s]",
                    MethodNames.shown(method));
        }
        if (attributes.onInFlight() == OnInFlight.SKIP) {
            LOG.warnf("onInFlight = SKIP of @Idempotent can lose events of a message consumer: the skipped message is"
                    + " acknowledged, and when its owner crashes nobody runs it; WAIT does [method: %s]",
                    MethodNames.shown(method));
        }
    }

    private static void warnOfWrongImport(IndexView index) {
        for (AnnotationInstance annotation : index.getAnnotations(DotNames.HTTP_IDEMPOTENT)) {
            List<MethodInfo> methods = annotation.target().kind() == AnnotationTarget.Kind.METHOD
                    ? List.of(annotation.target().asMethod())
                    : annotation.target().kind() == AnnotationTarget.Kind.CLASS ? annotation.target().asClass().methods()
                            : List.of();
            for (MethodInfo method : methods) {
                if (!MessageConsumers.incoming(method).isEmpty()) {
                    LOG.warnf("@%s guards HTTP requests, and does nothing for messages: import %s [method: %s]",
                            DotNames.HTTP_IDEMPOTENT, DotNames.IDEMPOTENT, MethodNames.shown(method));
                }
            }
        }
    }
}
