package io.quarkiverse.eventidempotency.runtime.redis.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.ClaimTerms;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class ClaimCallTest {

    private static final ClaimRequest CLAIM = new ClaimRequest(new ClaimTerms("s", 20_000, 0, AfterCrash.RERUN, "n"), "p:s:k",
            "k", new OwnerToken("a".repeat(32)), 60_000, 1_767_225_600_000L, null, null, null, null, false);

    /** A server whose clock is not set counts from 1970. */
    @ParameterizedTest
    @ValueSource(longs = { 1, 86_400_000_000L, 999_999_999_999_999L, 1_000_000_000_000_000L, 1_767_225_600_000_001L,
            9_999_999_999_999_999L, 10_000_000_000_000_000L })
    void recordHasTheFenceThatIsAnswered(long serverMicros) {
        UniAssertSubscriber<ClaimReply> caller = new UniAssertSubscriber<>();
        ClaimCall call = new ClaimCall(CLAIM, caller);
        caller.onSubscribe(call);
        Connection connection = new Connection(serverMicros);
        String sent = call.request(connection).toString();
        assertThat(sent).contains("\n" + new String(CLAIM.processingRecord(1, serverMicros, null), UTF_8) + "\r");
        assertThat(call.request(connection)).as("sent again").hasToString(sent);
        call.answered(null, connection);
        assertThat(caller.awaitItem().getItem().fence()).isEqualTo(serverMicros);
    }

    private static final class Connection implements Sender {

        private long micros;

        Connection(long micros) {
            this.micros = micros;
        }

        @Override
        public long serverMicros() {
            return micros++;
        }

        @Override
        public boolean setsAndGets() {
            return true;
        }

        @Override
        public void doesNotSetAndGet() {
        }

        @Override
        public void renewalRefused(String error) {
        }

        @Override
        public String remedy(String error, Set<String> commands) {
            return "";
        }

        @Override
        public void refused(Call call, String error, Throwable cause) {
            call.refused(error, cause, this);
        }

        @Override
        public void sendNext(Call call) {
        }
    }
}
