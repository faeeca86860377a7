package io.quarkiverse.eventidempotency.runtime.observability;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.Keys;

/** Tells the application's observers how deliveries end. Without any, nobody is told, and it costs nothing. */
@Singleton
public class DeliveryObservers {

    private final Event<DeliveryEnded> event;
    private final boolean sync;
    private final boolean async;

    DeliveryObservers(Event<DeliveryEnded> event, BeanManager beans) {
        this.event = event;
        Set<ObserverMethod<? super DeliveryEnded>> observers = beans
                .resolveObserverMethods(new DeliveryEnded(null, null, DeliveryOutcome.COMPLETED, 0, Duration.ZERO));
        this.sync = observers.stream().anyMatch(observer -> !observer.isAsync());
        this.async = observers.stream().anyMatch(ObserverMethod::isAsync);
    }

    /** {@return what notifies them, and logs what they throw; {@code null} when there are none} */
    @Nullable
    public Consumer<DeliveryEnded> observer(RepeatedMessages messages) {
        return sync || async ? delivery -> tell(delivery, messages) : null;
    }

    private void tell(DeliveryEnded delivery, RepeatedMessages messages) {
        if (sync) {
            try {
                event.fire(delivery);
            } catch (Throwable e) { // of code that has nothing to do with the delivery
                threw(delivery, e, messages);
            }
        }
        if (async) {
            event.fireAsync(delivery).exceptionally(failure -> {
                threw(delivery, failure, messages);
                return delivery;
            });
        }
    }

    private static void threw(DeliveryEnded delivery, Throwable failure, RepeatedMessages messages) {
        messages.log(delivery.scope(), IdempotencyLog.OBSERVER_THREW, more -> IdempotencyLog.LOG
                .observerThrew(Keys.named(delivery.scope(), null, false), CauseText.of(failure), more));
        IdempotencyLog.LOG.debugf(failure, "QEI%05d", IdempotencyLog.OBSERVER_THREW);
    }
}
