package io.quarkiverse.eventidempotency.runtime.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.redis.client.impl.types.ErrorType;

class ErrorReplyTest {

    @ParameterizedTest
    @ValueSource(strings = { "NOSCRIPT No matching script. Please use EVAL.", "MOVED 3999 127.0.0.1:6381",
            "ASK 3999 127.0.0.1:6381", "LOADING Redis is loading the dataset in memory",
            "READONLY You can't write against a read only replica.",
            "OOM command not allowed when used memory > 'maxmemory'. script: 0f3, on @user_script:1.",
            "ERR Error running script (call to f_0f3): @user_script:1: @user_script: 1: -OOM command not allowed when used memory > 'maxmemory'.",
            "Error running script (call to f_0f3): @user_script:3: -READONLY You can't write against a read only replica.",
            "ERR Error running script (call to f_0f3): @user_script:9: WRONGTYPE Operation against a key" })
    void notApplied(String text) {
        assertThat(ErrorReply.notApplied(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "ERR unknown", "java.io.IOException: Connection reset by peer",
            "ERR Error running script (call to f_0f3): @user_script:9: attempt to index a nil value", "a MOVED b" })
    void perhapsApplied(String text) {
        assertThat(ErrorReply.notApplied(text)).isFalse();
    }

    @Test
    void anotherServerMayDoBetter() {
        assertThat(ErrorReply.wrongServer("READONLY You can't")).isTrue();
        assertThat(ErrorReply.wrongServer("LOADING Redis")).isTrue();
        assertThat(ErrorReply.wrongServer("MASTERDOWN Link")).isTrue();
        assertThat(ErrorReply.wrongServer("OOM command")).isFalse();
    }

    @Test
    void theClientsOwnErrorsAreNoReplies() {
        assertThat(ErrorReply.text(ErrorType.create("OOM x"))).isEqualTo("OOM x");
        assertThat(ErrorReply.text(ErrorType.create("CONNECTION_CLOSED"))).isNull();
        assertThat(ErrorReply.text(ErrorType.create("ILLEGAL_STATE Unknown RESP type"))).isNull();
        assertThat(ErrorReply.text(new IllegalStateException("OOM x"))).isNull();
    }
}
