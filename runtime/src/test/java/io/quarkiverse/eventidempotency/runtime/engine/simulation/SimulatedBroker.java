package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.SameThread;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/** Delivers each message until it is acknowledged, with duplicates; its consumers are bodies that take their time and fail. */
final class SimulatedBroker {

    /** One message: an event may come in several. */
    private final class Message {

        final String key;
        boolean settled;
        @Nullable
        Delivery delivery;

        Message(String key) {
            this.key = key;
        }

        void deliver() {
            SimulatedNode node = nodes.get();
            if (node == null) {
                world.in(World.millis(500), this::deliver);
            } else {
                delivery = new Delivery(this, node, "d" + deliveries++);
                node.run(delivery::start);
            }
        }

        void deliverAgain(long fromMillis, long toMillis) {
            delivery = null;
            world.in(World.millis(world.between(fromMillis, toMillis)), this::deliver);
        }
    }

    /** One delivery of a message to a node. */
    private final class Delivery {

        final Message message;
        final SimulatedNode node;
        final String id;
        final long startedAt = world.now();
        final long stoppedBefore;
        long bodyNanos;
        Ledger.@Nullable Run run;
        @Nullable
        Cancellable subscription;
        boolean over;

        Delivery(Message message, SimulatedNode node, String id) {
            this.message = message;
            this.node = node;
            this.id = id;
            this.stoppedBefore = node.stoppedNanos();
        }

        void start() {
            world.log(node + " " + id + " of " + message.key + " begins");
            Uni<String> guarded = node.engine().handler(settings.policy(), STRINGS)
                    .guard(new EventIdentity(message.key, id, "order.placed"), this::body, () -> HERE, () -> null);
            subscription = guarded.subscribe().with(this::completed, this::failed);
            if (!over && world.chance(settings.cancellations())) {
                node.in(World.millis(world.between(0, 1_000)), this::cancel);
            }
        }

        private Uni<String> body() {
            boolean guarded = !node.isUnguarded(message.key);
            Ledger.Run begun = ledger.began(message.key, id, node, guarded);
            run = begun;
            world.log(node + " " + id + " runs " + begun.result() + (guarded ? "" : " unguarded"));
            long lasts = !world.chance(settings.longBodies()) ? world.between(0, 100)
                    : world.between(1_000, world.chance(0.1) ? 30_000 : 9_000);
            boolean fails = world.chance(settings.failures());
            return Uni.createFrom().emitter(emitter -> node.in(World.millis(lasts), () -> {
                begun.endedAt = world.now();
                bodyNanos = world.now() - begun.startedAt;
                if (fails) {
                    begun.failed = true;
                    world.log(node + " " + id + " body fails");
                    emitter.fail(new IllegalStateException("body"));
                } else {
                    begun.succeeded = true;
                    world.log(node + " " + id + " body ends");
                    emitter.complete(begun.result());
                }
            }));
        }

        private void cancel() {
            if (!over) {
                world.log(node + " " + id + " is cancelled");
                if (run != null && run.endedAt < 0) {
                    run.cancelled = true;
                }
                end();
                subscription.cancel();
                message.deliverAgain(0, 1_000);
            }
        }

        private void completed(@Nullable String result) {
            end();
            message.settled = true;
            world.log(node + " " + id + " completes with " + result);
            if (result != null || settings.policy().onInFlight() != OnInFlight.SKIP) {
                ledger.acknowledged(message.key, String.valueOf(result), run, node);
            }
        }

        private void failed(Throwable failure) {
            end();
            world.log(node + " " + id + " fails: " + failure.getClass().getSimpleName());
            if (failure instanceof CompletionNotStoredException && run != null) {
                run.notStored = true;
            }
            if (failure instanceof EventQuarantinedException || failure instanceof AttemptsExhaustedException) {
                message.settled = true;
                deadLetters.add(message.key);
            } else {
                message.deliverAgain(100, 1_000);
            }
        }

        private void end() {
            if (over) {
                world.violated(id + " ends twice");
            }
            over = true;
            long lasted = world.now() - startedAt - bodyNanos - (node.stoppedNanos() - stoppedBefore);
            if (!settings.policy().patient() && lasted > World.millis(LONGEST_MILLIS)) {
                world.violated(id + " lasts " + lasted / 1_000_000 + " ms beside its body");
            }
        }
    }

    /** A wait, the store's outage while it is asked last, and while the outcome is stored; a tenth for clocks and delays. */
    private static final long LONGEST_MILLIS = (Settings.WAIT_MILLIS + 2 * Settings.STORE_RETRY_MILLIS
            + 4 * Settings.COMMAND_TIMEOUT_MILLIS) * 11 / 10;

    private static final Caller HERE = new SameThread();

    private static final ResultMapping<String> STRINGS = new ResultMapping<>() {
        @Override
        public String encode(@Nullable String result) {
            return '"' + result + '"';
        }

        @Override
        public String decode(String json) {
            return json.substring(1, json.length() - 1);
        }

        @Override
        public @Nullable String empty() {
            return null;
        }
    };

    private final World world;
    private final Settings settings;
    private final Ledger ledger;
    private final Supplier<@Nullable SimulatedNode> nodes;
    private final List<Message> messages = new ArrayList<>();
    private int deliveries;
    private final Set<String> deadLetters = new HashSet<>();

    /** @param nodes gives a node that is alive, if there is one */
    SimulatedBroker(World world, Settings settings, Ledger ledger, Supplier<@Nullable SimulatedNode> nodes) {
        this.world = world;
        this.settings = settings;
        this.ledger = ledger;
        this.nodes = nodes;
    }

    void publish(String key, long atMillis) {
        Message message = new Message(key);
        messages.add(message);
        world.at(World.millis(atMillis), message::deliver);
    }

    /** Delivers again what a node had that is gone. */
    void gone(SimulatedNode node) {
        for (Message message : messages) {
            Delivery delivery = message.delivery;
            if (!message.settled && delivery != null && delivery.node == node) {
                message.deliverAgain(200, 3_000);
            }
        }
    }

    /** Looks at the end whether everything was settled, and nothing lost. */
    void close() {
        for (Message message : messages) {
            if (!message.settled) {
                world.violated("a message of " + message.key + " is never settled");
            } else if (!deadLetters.contains(message.key) && settings.policy().onInFlight() != OnInFlight.SKIP
                    && !ledger.hasSucceeded(message.key)) {
                world.violated(message.key + " is lost");
            }
        }
    }

    int deliveries() {
        return deliveries;
    }
}
