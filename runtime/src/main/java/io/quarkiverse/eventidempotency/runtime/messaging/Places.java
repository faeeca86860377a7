package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;

/**
 * The places of messages whose consumers would hold a worker thread while they wait for another delivery. A message takes a
 * place before it is passed on, and gives it back when its delivery waits no more. Without a free place a channel waits, and
 * holds its connector back, without a thread.
 */
final class Places {

    private final AtomicInteger free;
    private final Queue<Applicant> applicants = new ConcurrentLinkedQueue<>();

    /** What waits for a place. */
    private record Applicant(UniEmitter<? super Turn> emitter, Context context, AtomicBoolean over) {

        /** {@return whether this call ended the waiting} */
        boolean end() {
            return over.compareAndSet(false, true);
        }
    }

    /** @param number how many messages may have a place at the same time, at least 1 */
    Places(int number) {
        this.free = new AtomicInteger(number);
    }

    /**
     * A turn with a place, as soon as one is free. Turns are given in the order in which they are asked for.
     *
     * @param context where a turn is given that is not there at once
     */
    Uni<Turn> turn(Context context) {
        if (applicants.isEmpty() && take()) {
            return Uni.createFrom().item(new Turn(this));
        }
        return Uni.createFrom().emitter(emitter -> {
            Applicant applicant = new Applicant(emitter, context, new AtomicBoolean());
            emitter.onTermination(applicant::end);
            applicants.add(applicant);
            assign();
        });
    }

    void giveBack() {
        free.incrementAndGet();
        assign();
    }

    private boolean take() {
        return free.getAndUpdate(places -> places > 0 ? places - 1 : 0) > 0;
    }

    private void assign() {
        while (!applicants.isEmpty() && take()) {
            Applicant next = applicants.poll();
            while (next != null && !next.end()) { // its channel has ended
                next = applicants.poll();
            }
            if (next != null) {
                UniEmitter<? super Turn> emitter = next.emitter();
                // not on the thread of the delivery that gave the place back: it has a body of its own to run
                next.context().runOnContext(x -> emitter.complete(new Turn(this)));
            } else {
                free.incrementAndGet(); // one may have come meanwhile
            }
        }
    }
}
