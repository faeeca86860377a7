package io.quarkiverse.eventidempotency.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.Index;

import io.quarkiverse.eventidempotency.deployment.generate.ReportedTransactions;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.BytecodeTransformerBuildItem;

/** Brings along what finds the transactions that methods are called in, as far as the application has any. */
class TransactionsProcessor {

    /** By name: it needs classes that are not in every application. */
    private static final String PACKAGE = "io.quarkiverse.eventidempotency.runtime.transactions.";

    @BuildStep
    void jta(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        if (capabilities.isPresent(Capability.TRANSACTIONS)) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(PACKAGE + "CallersTransactions"));
        }
    }

    /** The transactions of reactive SQL clients, which are Hibernate Reactive's too. */
    @BuildStep
    void reactive(BuildProducer<AdditionalBeanBuildItem> beans, BuildProducer<BytecodeTransformerBuildItem> transformers) {
        if (!QuarkusClassLoader.isClassPresentAtRuntime(ReportedTransactions.TYPE)) {
            return;
        }
        if (!ReportedTransactions.knows(transactions())) {
            BuildLog.LOG.warn(BuildLog.LOG.unknownReactiveTransactions(ReportedTransactions.TYPE));
            return;
        }
        beans.produce(AdditionalBeanBuildItem.unremovableOf(PACKAGE + "ReactiveTransactions"));
        transformers.produce(new BytecodeTransformerBuildItem.Builder()
                .setClassToTransform(ReportedTransactions.TYPE)
                .setVisitorFunction((name, visitor) -> ReportedTransactions.reporting(visitor))
                .setCacheable(true)
                .build());
    }

    private static ClassInfo transactions() {
        try (InputStream bytes = Thread.currentThread().getContextClassLoader()
                .getResourceAsStream(ReportedTransactions.TYPE.replace('.', '/') + ".class")) {
            return Index.singleClass(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
