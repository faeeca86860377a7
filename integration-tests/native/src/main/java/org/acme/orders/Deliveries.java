package org.acme.orders;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

/** Delivers events twice, and reports in one line what the two deliveries saw and how often the body ran. */
@Singleton
public class Deliveries {

    private final Runs runs;
    private final Gate gate;

    Deliveries(Runs runs, Gate gate) {
        this.runs = runs;
        this.gate = gate;
    }

    /** A case that delivers one event twice. */
    Map.Entry<String, Callable<String>> twice(String name, Callable<?> delivery) {
        return inTurn(name, delivery, delivery);
    }

    /** A case that delivers an event, and another one afterwards. */
    Map.Entry<String, Callable<String>> inTurn(String name, Callable<?> first, Callable<?> second) {
        return Map.entry(name, () -> report(name, outcome(first), outcome(second)));
    }

    /** A case whose second delivery ends while the first one is in flight. */
    Map.Entry<String, Callable<String>> whileInFlight(String name, Supplier<Uni<Receipt>> delivery) {
        return Map.entry(name, () -> {
            CompletionStage<Receipt> first = gate.entered(delivery);
            Object second = outcome(delivery::get);
            gate.open();
            return report(name, outcome(() -> first), second);
        });
    }

    /** A case whose second delivery begins while the first one is in flight, and waits for it. */
    Map.Entry<String, Callable<String>> waiting(String name, Supplier<Uni<Receipt>> delivery) {
        return Map.entry(name, () -> {
            CompletionStage<Receipt> first = gate.entered(delivery);
            CompletionStage<Receipt> second = delivery.get().subscribeAsCompletionStage();
            gate.open();
            return report(name, outcome(() -> first), outcome(() -> second));
        });
    }

    private static Object outcome(Callable<?> delivery) {
        try {
            Object result = delivery.call();
            if (result instanceof Uni<?> uni) {
                result = uni.subscribeAsCompletionStage();
            }
            return result instanceof CompletionStage<?> stage ? stage.toCompletableFuture().join() : result;
        } catch (CompletionException e) {
            return e.getCause();
        } catch (Exception e) {
            return e;
        }
    }

    private String report(String name, Object first, Object second) {
        String again = first != null && Objects.deepEquals(first, second) ? "same" : text(second);
        return text(first) + ", " + again + ", runs: " + runs.of(name);
    }

    private static String text(Object outcome) {
        if (outcome == null) {
            return "nothing";
        }
        return outcome instanceof Throwable failure ? failure.getClass().getSimpleName() : "result";
    }
}
