package io.quarkiverse.eventidempotency.deployment.devui;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Handler;

import jakarta.inject.Singleton;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.DotName;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.deployment.CollectedMethodsBuildItem;
import io.quarkiverse.eventidempotency.deployment.GuardWarningBuildItem;
import io.quarkiverse.eventidempotency.dev.DevUiRecorder;
import io.quarkiverse.eventidempotency.dev.ExplainJsonRpc;
import io.quarkiverse.eventidempotency.dev.GuardsJsonRpc;
import io.quarkiverse.eventidempotency.dev.HandlerStatistics;
import io.quarkiverse.eventidempotency.dev.InMemoryJsonRpc;
import io.quarkiverse.eventidempotency.dev.RecentDeliveries;
import io.quarkiverse.eventidempotency.dev.RecordRows;
import io.quarkiverse.eventidempotency.dev.RecordsJsonRpc;
import io.quarkiverse.eventidempotency.dev.ReloadedRecords;
import io.quarkiverse.eventidempotency.dev.SeenPayloads;
import io.quarkiverse.eventidempotency.dev.StartWarnings;
import io.quarkiverse.eventidempotency.dev.StoriesJsonRpc;
import io.quarkiverse.eventidempotency.dev.TrialsJsonRpc;
import io.quarkiverse.eventidempotency.dev.TriedContexts;
import io.quarkiverse.eventidempotency.dev.TriedHandlers;
import io.quarkiverse.eventidempotency.dev.WrittenAttributes;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.arc.deployment.UnremovableBeanBuildItem;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.LogHandlerBuildItem;
import io.quarkus.deployment.builditem.RunTimeConfigurationDefaultBuildItem;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.FooterPageBuildItem;
import io.quarkus.devui.spi.page.Page;
import io.quarkus.devui.spi.page.WebComponentPageBuilder;
import io.quarkus.runtime.RuntimeValue;

/** Shows the extension in the Dev UI. None of it is there outside of dev mode. */
@BuildSteps(onlyIf = IsLocalDevelopment.class)
class EventIdempotencyDevUiProcessor {

    /** By name, since it cannot be loaded where there are no messages. */
    private static final String TRIED_MESSAGES = "io.quarkiverse.eventidempotency.dev.TriedMessageReader";

    @BuildStep
    void services(BuildProducer<JsonRPCProvidersBuildItem> services) {
        services.produce(new JsonRPCProvidersBuildItem(RecordsJsonRpc.class));
        services.produce(new JsonRPCProvidersBuildItem(GuardsJsonRpc.class));
        services.produce(new JsonRPCProvidersBuildItem(InMemoryJsonRpc.class));
        services.produce(new JsonRPCProvidersBuildItem(StoriesJsonRpc.class));
        services.produce(new JsonRPCProvidersBuildItem(TrialsJsonRpc.class));
        services.produce(new JsonRPCProvidersBuildItem(ExplainJsonRpc.class));
    }

    @BuildStep
    AdditionalBeanBuildItem beans(Capabilities capabilities) {
        AdditionalBeanBuildItem.Builder beans = AdditionalBeanBuildItem.builder()
                .addBeanClasses(HandlerStatistics.class, RecentDeliveries.class, RecordRows.class, ReloadedRecords.class,
                        TriedHandlers.class, TriedContexts.class, SeenPayloads.class)
                .setUnremovable();
        if (capabilities.isPresent(Capability.MESSAGING)) {
            beans.addBeanClass(TRIED_MESSAGES);
        }
        return beans.build();
    }

    /**
     * Sends each message of the Dev UI in one frame. A longer one takes several, and a message that another thread sends comes
     * between them: the browser then closes the connection.
     */
    @BuildStep
    RunTimeConfigurationDefaultBuildItem oneFrameForEachMessage() {
        return new RunTimeConfigurationDefaultBuildItem("quarkus.http.websocket-server.max-frame-size", "8388608");
    }

    /** A handler can be tried although nothing calls it yet. */
    @BuildStep
    UnremovableBeanBuildItem keepHandlers(CombinedIndexBuildItem combined) {
        Set<String> classes = new TreeSet<>();
        for (AnnotationInstance guarded : combined.getIndex().getAnnotations(Idempotent.class)) {
            if (guarded.target().kind() == AnnotationTarget.Kind.METHOD) {
                DotName declaring = guarded.target().asMethod().declaringClass().name();
                classes.add(declaring.toString());
                combined.getIndex().getAllKnownSubclasses(declaring).forEach(heir -> classes.add(heir.name().toString()));
            }
        }
        return UnremovableBeanBuildItem.beanClassNames(classes);
    }

    /** Listens to the log from its beginning, and has what the build has warned of before. */
    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void warnings(List<GuardWarningBuildItem> ofBuild, DevUiRecorder recorder, BuildProducer<LogHandlerBuildItem> handlers,
            BuildProducer<SyntheticBeanBuildItem> beans) {
        RuntimeValue<Optional<Handler>> collector = recorder
                .collector(ofBuild.stream().map(GuardWarningBuildItem::text).sorted().toList());
        handlers.produce(new LogHandlerBuildItem(collector));
        beans.produce(
                SyntheticBeanBuildItem.configure(StartWarnings.class).scope(Singleton.class).unremovable().setRuntimeInit()
                        .supplier(recorder.warnings(collector)).done());
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    SyntheticBeanBuildItem writtenAttributes(CollectedMethodsBuildItem collected, DevUiRecorder recorder) {
        Map<String, WrittenAttributes.Attributes> byMethodId = new TreeMap<>();
        collected.written().forEach(written -> byMethodId.put(written.methodId(),
                new WrittenAttributes.Attributes(written.terminalOn(), written.fingerprint())));
        return SyntheticBeanBuildItem.configure(WrittenAttributes.class).scope(Singleton.class).unremovable()
                .supplier(recorder.attributes(byMethodId)).done();
    }

    @BuildStep
    CardPageBuildItem card() {
        CardPageBuildItem card = new CardPageBuildItem();
        card.setCustomCard("qwc-event-idempotency-card.js");
        card.addPage(page("Records", "table-list", "records"));
        card.addPage(page("Story", "timeline", "story"));
        card.addPage(page("In flight", "hourglass-half", "in-flight"));
        card.addPage(page("Handlers", "shield-halved", "handlers"));
        card.addPage(page("Try it", "vial", "try-it"));
        card.addPage(page("Live", "wave-square", "live"));
        return card;
    }

    @BuildStep
    FooterPageBuildItem log() {
        return new FooterPageBuildItem(page("Events", "shield-halved", "log"));
    }

    private static WebComponentPageBuilder page(String title, String icon, String component) {
        return Page.webComponentPageBuilder().title(title).icon("font-awesome-solid:" + icon)
                .componentLink("qwc-event-idempotency-" + component + ".js");
    }
}
