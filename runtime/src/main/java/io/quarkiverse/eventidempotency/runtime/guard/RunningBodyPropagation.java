package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.Map;

import org.eclipse.microprofile.context.spi.ThreadContextController;
import org.eclipse.microprofile.context.spi.ThreadContextProvider;
import org.eclipse.microprofile.context.spi.ThreadContextSnapshot;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;

/**
 * Carries what a body knows of its run to the stages of its {@code Uni}, which Mutiny's operators run in the context that they
 * were made in.
 */
public final class RunningBodyPropagation implements ThreadContextProvider {

    private static final ThreadContextController NOTHING_TO_PUT_BACK = () -> {
    };
    private static final ThreadContextSnapshot NONE = () -> enter(null);

    @Override
    public ThreadContextSnapshot currentContext(Map<String, String> properties) {
        RunningBody body = RunningBody.here();
        return body == null ? NONE : () -> enter(body);
    }

    @Override
    public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
        return NONE;
    }

    private static ThreadContextController enter(@Nullable RunningBody body) {
        if (RunningBody.here() == body) {
            return NOTHING_TO_PUT_BACK;
        }
        RunningBody before = RunningBody.enter(body);
        return () -> RunningBody.enter(before);
    }

    @Override
    public String getThreadContextType() {
        return "EventIdempotency";
    }
}
