package io.quarkiverse.eventidempotency.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.Index;

import io.quarkiverse.eventidempotency.deployment.generate.ReportedTransactions;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.BytecodeTransformerBuildItem;

/** Finds the transactions of reactive SQL clients that methods are called in, which are Hibernate Reactive's too. */
class TransactionsProcessor {

    @BuildStep
    void reactive(BuildProducer<AdditionalBeanBuildItem> beans, BuildProducer<BytecodeTransformerBuildItem> transformers) {
        if (!QuarkusClassLoader.isClassPresentAtRuntime(ReportedTransactions.TYPE)) {
            return;
        }
        if (!ReportedTransactions.knows(transactions())) {
            BuildLog.LOG.warn(BuildLog.LOG.unknownReactiveTransactions(ReportedTransactions.TYPE));
            return;
        }
        beans.produce(AdditionalBeanBuildItem.unremovableOf(ReportedTransactions.RUNTIME + "ReactiveTransactions"));
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
