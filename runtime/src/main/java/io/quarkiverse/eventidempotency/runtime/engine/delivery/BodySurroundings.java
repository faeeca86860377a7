package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

/** What a body is called in: a container's request context, for example. */
public interface BodySurroundings {

    /** Nothing around a body. */
    BodySurroundings NONE = new BodySurroundings() {

        @Override
        public <T extends @Nullable Object> @Nullable T during(GuardedBody<T> body) throws Exception {
            return body.call();
        }

        @Override
        public <T extends @Nullable Object> @Nullable Uni<T> untilItem(GuardedBody<Uni<T>> body) throws Exception {
            return body.call();
        }
    };

    /**
     * Calls a body in them.
     *
     * @throws Exception what the body throws
     */
    <T extends @Nullable Object> @Nullable T during(GuardedBody<T> body) throws Exception;

    /**
     * Calls a body in them, which hold until its item.
     *
     * @throws Exception what the body throws
     */
    <T extends @Nullable Object> @Nullable Uni<T> untilItem(GuardedBody<Uni<T>> body) throws Exception;
}
