package io.quarkiverse.eventidempotency.deployment;

import java.util.function.UnaryOperator;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.objectweb.asm.ClassVisitor;

import io.quarkiverse.eventidempotency.deployment.generate.ReportedTransactions;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.CleanUpTimer;
import io.quarkiverse.eventidempotency.runtime.OperatorBeans;
import io.quarkiverse.eventidempotency.runtime.StoreChoice;
import io.quarkiverse.eventidempotency.runtime.config.StoreClientConfig;
import io.quarkiverse.eventidempotency.runtime.guard.Guarded;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethods;
import io.quarkiverse.eventidempotency.runtime.guard.RecordPlaces;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.Connector;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.BytecodeTransformerBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.FeatureBuildItem;

/** What the extension brings to every application, whatever its methods are. */
class EventIdempotencyProcessor {

    private static final String RUNTIME = "io.quarkiverse.eventidempotency.runtime.";

    @BuildStep
    FeatureBuildItem feature() {
        return new FeatureBuildItem("event-idempotency");
    }

    /** The beans of the runtime module, which is not searched for them. */
    @BuildStep
    AdditionalBeanBuildItem beans() {
        return AdditionalBeanBuildItem.builder()
                .addBeanClasses(Guarded.class, GuardedMethods.class, RecordPlaces.class, ScopeCounters.class, StoreChoice.class,
                        StoreClientConfig.class)
                .addBeanClasses(RUNTIME + "ApplicationEngine", RUNTIME + "observability.DeliveryObservers")
                .setUnremovable()
                .build();
    }

    /** What code and operators use. An application that injects none of it is given none. */
    @BuildStep
    AdditionalBeanBuildItem beansForCode() {
        return AdditionalBeanBuildItem.builder().addBeanClass(RUNTIME + "InjectedIdempotency")
                .addBeanClasses(OperatorBeans.class, CleanUpTimer.class).build();
    }

    /** The beans for messages, traces, transactions and the near cache, where the application has the libraries for them. */
    @BuildStep
    void optionalBeans(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        AdditionalBeanBuildItem.Builder optional = AdditionalBeanBuildItem.builder().setUnremovable();
        if (capabilities.isPresent(Capability.MESSAGING)) {
            optional.addBeanClasses(DotNames.GUARDS_OF_MESSAGES + "GuardedChannels",
                    DotNames.GUARDS_OF_MESSAGES + "ConsumerWindows", DotNames.GUARDS_OF_MESSAGES + "ConsumerThreads");
            for (Connector connector : Connector.values()) {
                optional.addBeanClasses(connector.beans(QuarkusClassLoader::isClassPresentAtRuntime));
            }
        }
        if (capabilities.isPresent(Capability.OPENTELEMETRY_TRACER)) {
            optional.addBeanClass(RUNTIME + "observability.OpenTelemetryTraces");
        }
        if (QuarkusClassLoader.isClassPresentAtRuntime(DotNames.CAFFEINE)) {
            optional.addBeanClass(RUNTIME + "CaffeineNearCaching");
        }
        if (capabilities.isPresent(Capability.TRANSACTIONS)) {
            optional.addBeanClass(RUNTIME + "transactions.CallersTransactions");
        }
        beans.produce(optional.build());
    }

    /** Finds the transactions of reactive SQL clients, which are Hibernate Reactive's too. */
    @BuildStep
    void reactiveTransactions(CombinedIndexBuildItem combined, BuildProducer<AdditionalBeanBuildItem> beans,
            BuildProducer<BytecodeTransformerBuildItem> transformers) {
        if (!QuarkusClassLoader.isClassPresentAtRuntime(ReportedTransactions.TRANSACTIONS)) {
            return;
        }
        TypeIndex types = TypeIndex.of(combined);
        ClassInfo transactions = types.find(DotName.createSimple(ReportedTransactions.TRANSACTIONS));
        ClassInfo connections = types.find(DotName.createSimple(ReportedTransactions.CONNECTIONS));
        if (transactions == null || connections == null || !ReportedTransactions.knows(transactions, connections)) {
            BuildLog.LOG.warn(BuildLog.LOG.unknownReactiveTransactions(ReportedTransactions.TRANSACTIONS));
            return;
        }
        beans.produce(AdditionalBeanBuildItem.unremovableOf(ReportedTransactions.RUNTIME + "ReactiveTransactions"));
        transformers.produce(transformer(ReportedTransactions.CONNECTIONS, ReportedTransactions::reporting));
        transformers.produce(transformer(ReportedTransactions.TRANSACTIONS, ReportedTransactions::reported));
    }

    private static BytecodeTransformerBuildItem transformer(String type, UnaryOperator<ClassVisitor> visitors) {
        return new BytecodeTransformerBuildItem.Builder()
                .setClassToTransform(type)
                .setVisitorFunction((name, visitor) -> visitors.apply(visitor))
                .setCacheable(true)
                .build();
    }
}
