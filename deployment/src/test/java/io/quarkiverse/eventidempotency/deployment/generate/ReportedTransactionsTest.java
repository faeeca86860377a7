package io.quarkiverse.eventidempotency.deployment.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;

import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.sqlclient.impl.TransactionImpl;

/** Only classes that are as they were when the extension was written are changed. */
class ReportedTransactionsTest {

    private static boolean knows(Class<?> transactions, Class<?> connections) throws IOException {
        return ReportedTransactions.knows(Index.singleClass(transactions), Index.singleClass(connections));
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
        private TransactionImpl tx;

        Future<String> begin() {
            return Future.succeededFuture();
        }
    }

    @SuppressWarnings("unused")
    static class BeginningOtherwise {

        private ContextInternal context;
        private TransactionImpl tx;

        void begin() {
        }
    }
}
