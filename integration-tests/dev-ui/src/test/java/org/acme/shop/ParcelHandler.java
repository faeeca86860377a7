package org.acme.shop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

/** Handles parcels in each way there is. Nobody injects it. */
@Dependent
public class ParcelHandler {

    /** What is there in a request only. */
    @RequestScoped
    public static class Desk {

        String name() {
            return "desk";
        }
    }

    @Inject
    Desk desk;

    @Inject
    Gate gate;

    @Channel("labels")
    Emitter<String> labels;

    @Channel("notes")
    Emitter<Parcel> notes;

    @Channel("weights")
    Emitter<Parcel> weights;

    @Idempotent(scope = "pack", key = "{clerk}-{parcel.id}", onInFlight = OnInFlight.WAIT)
    String pack(String clerk, Parcel parcel) {
        leaves(parcel).join();
        return desk.name() + " of " + clerk + ": " + parcel.size() + " on "
                + parcel.sentOn() + " by " + Thread.currentThread().getName().replaceAll("[0-9]", "");
    }

    private CompletableFuture<Void> leaves(Parcel parcel) {
        return parcel.size() == Parcel.Size.LARGE ? gate.of(parcel.id()) : CompletableFuture.completedFuture(null);
    }

    @Idempotent(scope = "weigh", key = "{parcel.id}", onInFlight = OnInFlight.FAIL)
    CompletionStage<Parcel> weigh(Parcel parcel) {
        return leaves(parcel).thenApply(x -> parcel);
    }

    @Idempotent(scope = "lose", key = "{id}")
    void lose(String id) {
        throw new IllegalStateException("Lost " + id);
    }

    @Idempotent(scope = "ship", key = "{parcels[].id}")
    List<String> ship(List<Parcel> parcels) {
        List<String> shipped = new ArrayList<>();
        Map<Integer, Throwable> tooLarge = new HashMap<>();
        for (Parcel parcel : parcels) {
            if (parcel.size() == Parcel.Size.LARGE) {
                tooLarge.put(shipped.size(), new IllegalArgumentException("Too large"));
            }
            shipped.add("shipped " + parcel.id());
        }
        if (!tooLarge.isEmpty()) {
            throw new BatchItemFailures(tooLarge, shipped);
        }
        return shipped;
    }

    @Incoming("labels")
    @Idempotent(scope = "labels", key = "{header:label-id}")
    @Blocking
    void print(String label, Optional<Weight> weight) {
    }

    @Incoming("notes")
    @Idempotent(scope = "notes", key = "{note.payload.id}")
    Uni<Void> note(Message<Parcel> note) {
        return note.getPayload().size() == Parcel.Size.LARGE
                ? Uni.createFrom().completionStage(note.nack(new IllegalArgumentException("Too large")))
                : Uni.createFrom().completionStage(note.ack());
    }

    @Incoming("weights")
    @Idempotent(scope = "weights", key = "{parcel.id}", onInFlight = OnInFlight.SKIP)
    Uni<Void> weighed(Parcel parcel, Weight weight) {
        return Uni.createFrom().voidItem();
    }
}
