package io.quarkiverse.eventidempotency.runtime;

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

/** Tells the application's observers how deliveries end. Without any, nobody is told, and it costs nothing. */
@Singleton
class DeliveryObservers {

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

    /** {@return what tells them; {@code null} when there is nobody to tell} */
    @Nullable
    Consumer<DeliveryEnded> observer() {
        return sync || async ? this::tell : null;
    }

    private void tell(DeliveryEnded delivery) {
        if (sync) {
            try {
                event.fire(delivery);
            } catch (Throwable e) { // of code that has nothing to do with the delivery
                IdempotencyLog.LOG.observerThrew(e);
            }
        }
        if (async) {
            event.fireAsync(delivery).exceptionally(failure -> {
                IdempotencyLog.LOG.observerThrew(failure);
                return delivery;
            });
        }
    }
}
