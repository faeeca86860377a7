package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.AheadClaim;
import io.quarkiverse.eventidempotency.runtime.engine.window.ClaimWindow;
import io.quarkiverse.eventidempotency.runtime.engine.window.Row;
import io.quarkiverse.eventidempotency.runtime.engine.window.WindowTurn;
import io.quarkiverse.eventidempotency.runtime.observability.CauseText;
import io.quarkiverse.eventidempotency.runtime.observability.IdempotencyLog;
import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.impl.ContextInternal;

/**
 * The window in front of one subscription of a consumer. It is at home on the thread of the first message's context, such as
 * an event loop; before that message there is nothing to do. Each message is passed on in its own context.
 */
final class MessageWindow extends MultiOperatorProcessor<Message<?>, Message<?>> implements Row<WindowedMessage> {

    /** How long an acknowledgement waits for the end of the next body, which saves the event loop from being woken for it. */
    private static final int LATER_MILLIS = 10;

    private final ClaimWindow<WindowedMessage> window = new ClaimWindow<>(this, System::nanoTime);
    private final WindowedConsumer consumer;
    private final @Nullable Places places;
    private final ContextInternal root;
    /** Messages that have not reached the thread of the window yet. */
    private final Queue<WindowedMessage> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicLong demanded = new AtomicLong();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean stepScheduled = new AtomicBoolean();
    private volatile @Nullable ContextInternal home;
    private volatile boolean ended;
    private volatile boolean closed;
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;
    /** The place for the next message, asked for and given on that thread. */
    private @Nullable Places place;
    private @Nullable Cancellable placeAsked;

    /**
     * @param places where each message takes a place before its turn; {@code null} when it needs none
     * @param root the context of messages that have none, and of places
     */
    MessageWindow(WindowedConsumer consumer, @Nullable Places places, ContextInternal root,
            MultiSubscriber<? super Message<?>> downstream) {
        super(downstream);
        this.consumer = consumer;
        this.places = places;
        this.root = root;
    }

    @Override
    public void run(Runnable task) {
        ContextInternal at = home;
        if (at != null) {
            at.execute(task); // at once on its thread
        }
    }

    @Override
    public void runLater(Runnable task) {
        ContextInternal at = home;
        if (at != null) {
            at.setTimer(LATER_MILLIS, timer -> at.execute(task));
        }
    }

    /** Informs the window of messages, demand and the end of the channel, on its thread. */
    private void step() {
        ContextInternal at = home;
        if (at != null && at.inThread()) {
            takeIn();
        } else if (at != null && stepScheduled.compareAndSet(false, true)) {
            at.execute(() -> {
                stepScheduled.set(false);
                takeIn();
            });
        }
    }

    private void takeIn() {
        if (closed) {
            close(); // before the first message
        }
        WindowedMessage message = arrived.poll();
        while (message != null) {
            window.arrived(message);
            message = arrived.poll();
        }
        if (ended && arrived.isEmpty()) {
            window.channelEnded();
        }
        window.demanded(demanded.getAndSet(0));
    }

    @Override
    public void request(long number) {
        if (number <= 0) {
            onFailure(Subscriptions.getInvalidRequestException());
            return;
        }
        Subscriptions.add(demanded, number);
        if (asked.compareAndSet(false, true)) {
            super.request(1);
        } else {
            step();
        }
    }

    @Override
    public void onItem(Message<?> message) {
        WindowedMessage own = new WindowedMessage(message, consumer.spec().channels(), root);
        arrived.add(own);
        if (home == null) {
            home = own.context().unwrap();
        }
        step();
    }

    @Override
    public void onFailure(Throwable reason) {
        failure = reason;
        onCompletion();
    }

    @Override
    public void onCompletion() {
        ended = true;
        if (home == null) {
            end();
        } else {
            step();
        }
    }

    @Override
    public void cancel() {
        super.cancel();
        close(true);
        consumer.windows().remove(this);
    }

    private void givePlaceBack() {
        if (placeAsked != null) {
            placeAsked.cancel();
            placeAsked = null;
        }
        if (place != null) {
            place.giveBack();
            place = null;
        }
    }

    /** @param all whether messages are not passed on either, besides not being claimed ahead */
    void close(boolean all) {
        closing = closing || all;
        closed = true;
        run(this::close);
    }

    private void close() {
        window.close(closing);
        if (closing) {
            givePlaceBack();
        }
    }

    @Override
    public void ask(long number) {
        super.request(number);
    }

    /** In the message's context: user code may read what belongs to it. */
    @Override
    public @Nullable AheadClaim claim(WindowTurn<WindowedMessage> turn, Runnable decided) {
        ContextInternal context = turn.message().context();
        ContextInternal before = context.beginDispatch();
        try {
            return consumer.claim(turn, decided);
        } finally {
            context.endDispatch(before);
        }
    }

    @Override
    public boolean hasRoom() {
        if (places != null && place == null && placeAsked == null) {
            Cancellable asked = places.place(null, root).subscribe().with(given -> run(() -> {
                placeAsked = null;
                place = given;
                window.step();
            }));
            placeAsked = place == null ? asked : null; // it may have been there at once
        }
        return places == null || place != null;
    }

    @Override
    public void pass(WindowTurn<WindowedMessage> turn) {
        WindowedMessage message = turn.message();
        message.has(turn);
        if (place != null) {
            message.takes(place);
            place = null;
        }
        message.context().emit(consumer.passedOn(turn), downstream::onItem);
    }

    @Override
    public void end() {
        consumer.windows().remove(this);
        Throwable reason = failure;
        if (reason != null) {
            super.onFailure(reason);
        } else {
            super.onCompletion();
        }
    }

    @Override
    public int claimsAhead() {
        return consumer.claimsAhead();
    }

    @Override
    public boolean settlesBehind() {
        return consumer.settlesBehind();
    }

    @Override
    public void resized(int size) {
        consumer.resized(size);
    }

    @Override
    public void notSettled(Throwable reason, boolean rejected) {
        IdempotencyLog.LOG.notSettled(consumer.spec().method(), CauseText.of(reason));
        if (rejected) {
            failure = reason;
            close(true);
            run(this::fail);
        }
    }

    /** The channel fails, as it does without a window: the messages behind are not handled before the rejected one. */
    private void fail() {
        Subscription upstream = getUpstreamSubscription();
        if (upstream != null) {
            upstream.cancel();
        }
        window.channelEnded(); // after the body that runs, which would be cancelled
    }
}
