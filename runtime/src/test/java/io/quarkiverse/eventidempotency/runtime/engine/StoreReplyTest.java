package io.quarkiverse.eventidempotency.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;

class StoreReplyTest {

    @Test
    void stepThatThrowsFails() {
        List<Object> told = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("no step");
        new StoreReply<String>() {

            @Override
            public void onReply(String reply) {
                told.add(reply);
            }

            @Override
            public void onNoReply(Throwable failure) {
                told.add(failure);
            }
        }.of(new AbstractUni<>() {

            @Override
            public void subscribe(UniSubscriber<? super String> subscriber) {
                throw failure;
            }
        });
        assertThat(told).containsExactly(failure);
    }
}
