package io.quarkiverse.eventidempotency.deployment.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;

import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;

/** Only classes that are as they were when the extension was written are changed. */
class ReportedTransactionsTest {

    private static boolean knows(Class<?> transactions, Class<?> connections) throws IOException {
        return ReportedTransactions.knows(Index.singleClass(transactions), ofClient(connections));
    }

    /** {@return a class whose transactions have the name of the client's, which the tests of the build do not have} */
    private static ClassInfo ofClient(Class<?> connections) throws IOException {
        ClassWriter renamed = new ClassWriter(0);
        new ClassReader(connections.getName()).accept(new ClassRemapper(renamed, new SimpleRemapper(
                Type.getInternalName(Ending.class), ReportedTransactions.TRANSACTIONS.replace('.', '/'))), 0);
        Indexer indexer = new Indexer();
        indexer.index(new ByteArrayInputStream(renamed.toByteArray()));
        return indexer.complete().getKnownClasses().iterator().next();
    }

    @Test
    void knowsClassesByWhatItReadsAndChanges() throws IOException {
        assertThat(knows(Ending.class, Beginning.class)).isTrue();
        assertThat(knows(EndingOtherwise.class, Beginning.class)).isFalse();
        assertThat(knows(NeverFailing.class, Beginning.class)).isFalse();
        assertThat(knows(Ending.class, BeginningOtherwise.class)).isFalse();
        assertThat(knows(Ending.class, Object.class)).isFalse();
        assertThat(knows(Object.class, Beginning.class)).isFalse();
    }

    @SuppressWarnings("unused")
    static class Ending {

        private boolean ended;
        private boolean failed;

        void fail() {
        }
    }

    @SuppressWarnings("unused")
    static class EndingOtherwise {

        private int ended;
        private boolean failed;

        void fail() {
        }
    }

    @SuppressWarnings("unused")
    static class NeverFailing {

        private boolean ended;
        private boolean failed;
    }

    @SuppressWarnings("unused")
    static class Beginning {

        private ContextInternal context;
        private Ending tx;

        Future<String> begin() {
            return Future.succeededFuture();
        }
    }

    @SuppressWarnings("unused")
    static class BeginningOtherwise {

        private ContextInternal context;
        private Ending tx;

        void begin() {
        }
    }
}
