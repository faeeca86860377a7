package io.quarkiverse.eventidempotency.runtime.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;

class ReplyWindowTest {

    private static final int MEBI = 1 << 20;

    private final ReplyWindow window = new ReplyWindow(2_000);

    private static Response bytes(int length) {
        return BulkType.create(Buffer.buffer(new byte[length]), false);
    }

    private static Response script(int length) {
        MultiType reply = MultiType.create(2, false);
        reply.add(bytes(9));
        reply.add(bytes(length));
        return reply;
    }

    private void answered(int times, Response reply) {
        for (int i = 0; i < times; i++) {
            window.answered(reply);
        }
    }

    private void assertAllows(int unanswered) {
        assertThat(window.unanswered()).isEqualTo(unanswered);
    }

    @Test
    void smallAnswersAreNotHeldBack() {
        assertAllows(2_000);
        answered(10, bytes(2_000));
        answered(10, null);
        answered(10, script(2_000));
        assertAllows(2_000);
    }

    @Test
    void largeAnswersAreFewAtATime() {
        window.answered(script(MEBI));
        assertAllows(7);
        window.answered(bytes(100_000));
        assertThat(window.unanswered()).isBetween(7, 20);
        answered(200, bytes(100_000));
        assertAllows(83);
        answered(1_000, null);
        assertAllows(2_000);
    }

    @Test
    void commandsThatWereNotAnsweredInTimeAreSentOneByOneAtFirst() {
        window.notAnsweredInTime();
        assertAllows(1);
        answered(20, null);
        assertAllows(1);
        answered(10, script(MEBI));
        assertThat(window.unanswered()).isBetween(2, 7);
        answered(500, null);
        assertAllows(2_000);
    }
}
