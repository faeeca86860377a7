package io.quarkiverse.eventidempotency.deployment.keys;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.smallrye.mutiny.Uni;

/** Reads the key that a guarded method with {@code onDuplicate = FAIL} used: its duplicate's exception carries it. */
final class Keys {

    private Keys() {
    }

    static String of(Runnable call) {
        call.run();
        AtomicReference<String> key = new AtomicReference<>();
        assertThatThrownBy(call::run).isInstanceOfSatisfying(DuplicateEventException.class, e -> key.set(e.key()));
        return key.get();
    }

    static String ofUni(Supplier<Uni<?>> call) {
        return of(() -> call.get().await().indefinitely());
    }
}
