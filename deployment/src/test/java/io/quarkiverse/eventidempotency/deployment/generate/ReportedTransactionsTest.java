package io.quarkiverse.eventidempotency.deployment.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;

import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;

/** Only what is as it was when the extension was written is changed. */
class ReportedTransactionsTest {

    private static boolean knows(Class<?> type) throws IOException {
        return ReportedTransactions.knows(Index.singleClass(type));
    }

    @Test
    void knowsTransactionsByWhatItReadsAndChanges() throws IOException {
        assertThat(knows(Known.class)).isTrue();
        assertThat(knows(BegunOtherwise.class)).isFalse();
        assertThat(knows(EndedOtherwise.class)).isFalse();
        assertThat(knows(Object.class)).isFalse();
    }

    @SuppressWarnings("unused")
    static class Known {

        private ContextInternal context;
        private boolean ended;
        private boolean failed;

        Future<String> begin() {
            return Future.succeededFuture();
        }
    }

    @SuppressWarnings("unused")
    static class BegunOtherwise {

        private ContextInternal context;
        private boolean ended;
        private boolean failed;

        void begin() {
        }
    }

    @SuppressWarnings("unused")
    static class EndedOtherwise extends Known {

        private ContextInternal context;
        private int ended;
        private boolean failed;

        @Override
        Future<String> begin() {
            return super.begin();
        }
    }
}
