package io.quarkiverse.eventidempotency.deployment.keys;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;

import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.smallrye.mutiny.Uni;

/** Reads the key that a guarded method with {@code onDuplicate = FAIL} used: its duplicate's exception carries it. */
final class Keys {

    interface Call {

        Object call() throws Exception;
    }

    private Keys() {
    }

    static String of(Call call) throws Exception {
        await(call.call());
        AtomicReference<String> key = new AtomicReference<>();
        assertThatThrownBy(() -> await(call.call())).isInstanceOfSatisfying(DuplicateEventException.class,
                e -> key.set(e.key()));
        return key.get();
    }

    private static void await(Object result) {
        if (result instanceof Uni<?> uni) {
            uni.await().indefinitely();
        }
    }
}
