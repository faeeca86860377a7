package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.BatchBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.BatchEvents;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.smallrye.mutiny.Uni;

/**
 * Guards one method that takes several events at once. The generated code takes the key of one element from arguments in
 * which that element stands in the place of the batch.
 */
public abstract class BatchGuard extends GuardInterceptor {

    /** {@return the position of the batch among the arguments} */
    protected int batchPosition() {
        return 0;
    }

    /** {@return how the elements of the batch are reached} */
    protected BatchArgument batch() {
        return BatchArgument.LIST;
    }

    @Override
    protected @Nullable Object guard(InvocationContext invocation, ArrivedMessage message) throws Exception {
        Object[] parameters = invocation.getParameters();
        if (shape() != ResultShape.BLOCKING) {
            Object[] kept = kept(parameters);
            return shaped(deliverAll(kept, message, chosen -> {
                invocation.setParameters(selected(kept, message, chosen));
                return proceed(invocation);
            }));
        }
        checkMayWait();
        try {
            return deliverAllHere(parameters, message, chosen -> {
                invocation.setParameters(selected(parameters, message, chosen));
                return invocation.proceed();
            });
        } catch (DeliveryStopped stopped) {
            return stopped(message, stopped);
        }
    }

    /**
     * Guards a body that returns a {@code Uni}.
     *
     * @param parameters the arguments, with the whole batch
     * @return the list of results; nothing where there are none
     */
    protected final Uni<@Nullable Object> deliverAll(Object[] parameters, ArrivedMessage message,
            BatchBody<Uni<@Nullable Object>> body) {
        Uni<List<@Nullable Object>> delivery = handler().guardAll(() -> events(parameters, message),
                chosen -> listed(RequestScope.untilResult(() -> body.call(chosen))), VertxCaller::current, this::outerWork);
        if (takesBrokersIdentity()) {
            delivery = delivery.onFailure().invoke(() -> keepIdentities(parameters, message));
        }
        return delivery.onItem().transform(this::returned);
    }

    @SuppressWarnings("unchecked") // the build checks that it is a list where there are results
    private @Nullable Uni<@Nullable List<@Nullable Object>> listed(@Nullable Uni<@Nullable Object> results) {
        return hasResults() || results == null ? (Uni<@Nullable List<@Nullable Object>>) (Uni<?>) results
                : results.onItem().transform(ignored -> null);
    }

    /**
     * Guards a body that returns its results, on a thread that may wait for the store.
     *
     * @throws Exception what the body throws, a {@link io.quarkiverse.eventidempotency.BatchItemFailures}, or a
     *         {@link DeliveryStopped} when the application stops while a consumer's delivery waits
     */
    @SuppressWarnings("unchecked") // as above
    protected final @Nullable Object deliverAllHere(Object[] parameters, ArrivedMessage message,
            BatchBody<@Nullable Object> body) throws Exception {
        try {
            return returned(handler().guardAllBlocking(events(parameters, message), new BatchBody<>() {

                @Override
                public @Nullable List<@Nullable Object> call(int[] chosen) throws Exception {
                    Object results = RequestScope.untilResult(() -> body.call(chosen));
                    return hasResults() ? (List<@Nullable Object>) results : null;
                }

                @Override
                public void decided() {
                    message.decided();
                }
            }, outerWork(), message.turn() != null));
        } catch (Throwable failure) {
            if (takesBrokersIdentity()) {
                keepIdentities(parameters, message);
            }
            throw failure;
        }
    }

    @Override
    final RunningBody unguardedBody(InvocationContext invocation) {
        Object[] parameters = invocation.getParameters();
        List<@Nullable String> keys = new ArrayList<>();
        if (parameters[batchPosition()] != null) {
            Object[] one = parameters.clone();
            for (Object element : elements(parameters)) {
                int index = keys.size();
                one[batchPosition()] = element;
                keys.add(keyToTell(one, () -> messageOf(parameters).element(index)));
            }
        }
        return RunningBody.unguardedBatch(policy(), keys);
    }

    private boolean hasResults() {
        return resultType() != Void.class;
    }

    private @Nullable Object returned(List<@Nullable Object> results) {
        return hasResults() ? results : null;
    }

    private BatchEvents events(Object[] parameters, ArrivedMessage message) {
        List<?> elements = elements(parameters);
        List<@Nullable EventIdentity> identities = new ArrayList<>(elements.size());
        Map<Integer, Throwable> failures = new HashMap<>();
        Object[] one = parameters.clone();
        for (Object element : elements) {
            EventIdentity identity = null;
            one[batchPosition()] = element;
            try {
                identity = identityOf(one, message.element(identities.size()));
            } catch (Throwable e) { // a getter may throw what it likes
                failures.put(identities.size(), keyFailed(e));
            }
            identities.add(identity);
        }
        return new BatchEvents(identities, failures, hasResults());
    }

    final List<?> elements(Object[] parameters) {
        Object argument = parameters[batchPosition()];
        if (argument == null) {
            throw new IllegalArgumentException("The batch is null: call the method with a list of events, which may be empty"
                    + " [method: " + methodId() + "]");
        }
        return batch().elements(argument);
    }

    /** The body can be called after the method has returned: its caller may use the batch for others by then. */
    private Object[] kept(Object[] parameters) {
        Object[] kept = parameters.clone();
        Object argument = kept[batchPosition()];
        kept[batchPosition()] = argument == null ? null : batch().kept(argument);
        return kept;
    }

    private void keepIdentities(Object[] parameters, ArrivedMessage message) {
        int size = elements(parameters).size();
        for (int i = 0; i < size; i++) {
            message.element(i).keepIdentity();
        }
    }

    /** {@return the arguments with some elements of the batch only} */
    protected final Object[] selected(Object[] parameters, ArrivedMessage message, int[] chosen) {
        Object[] some = new Object[parameters.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = i == batchPosition() ? batch().select(parameters[i], chosen) : message.select(parameters[i], chosen);
        }
        return some;
    }
}
