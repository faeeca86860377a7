package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;

/**
 * The places of messages whose consumers would hold a worker thread while they wait for another delivery. A message takes a
 * place before it is passed on, and gives it back when its delivery waits no more. Without a free place a channel waits, and
 * holds its connector back, without a thread.
 * <p>
 * A channel may have a place of its own besides those that it shares: a body that sends to that channel, and waits for what
 * comes of it, must not wait for a place that waits for that very body.
 */
final class Places {

    private final AtomicInteger free;
    private final Queue<Applicant> applicants = new ConcurrentLinkedQueue<>();

    private enum State {
        WAITING,
        ASSIGNED,
        OVER
    }

    /** A message that waits for a place. */
    private record Applicant(UniEmitter<? super Places> emitter, Context context, AtomicReference<State> state) {
    }

    /** @param number how many messages may have a place at the same time, at least 1 */
    Places(int number) {
        this.free = new AtomicInteger(number);
    }

    /**
     * A place, as soon as one is free. Places are given in the order in which they are asked for.
     *
     * @param own the place that nobody else asks for; {@code null} for none
     * @param context where a place is given that is not there at once
     * @return these or the own ones: where the place is to be given back
     */
    Uni<Places> place(@Nullable Places own, Context context) {
        if (own != null && own.take()) {
            return Uni.createFrom().item(own);
        }
        if (applicants.isEmpty() && take()) {
            return Uni.createFrom().item(this);
        }
        return Uni.createFrom().emitter(emitter -> {
            Applicant applicant = new Applicant(emitter, context, new AtomicReference<>(State.WAITING));
            emitter.onTermination(() -> {
                applicant.state().set(State.OVER);
                applicants.remove(applicant); // at once, since the queue may not move for a long time
                if (own != null) {
                    own.applicants.remove(applicant);
                }
            });
            if (own != null) {
                own.enter(applicant);
            }
            enter(applicant);
        });
    }

    private void enter(Applicant applicant) {
        applicants.add(applicant);
        assign();
        if (applicant.state().get() != State.WAITING) {
            applicants.remove(applicant);
        }
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
            while (next != null && !next.state().compareAndSet(State.WAITING, State.ASSIGNED)) { // its channel has ended
                next = applicants.poll();
            }
            if (next != null) {
                Applicant chosen = next;
                // not on the thread of the delivery that gave the place back: it has a body of its own to run
                next.context().runOnContext(x -> admit(chosen));
            } else {
                free.incrementAndGet(); // one may have come meanwhile
            }
        }
    }

    private void admit(Applicant applicant) {
        if (applicant.state().compareAndSet(State.ASSIGNED, State.OVER)) {
            applicant.emitter().complete(this);
        } else {
            giveBack();
        }
    }
}
