package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AttemptsExhaustedException;
import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.EventQuarantinedException;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.SameThread;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.AheadClaim;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.BatchEvents;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ConsumerTurn;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.engine.window.ClaimWindow;
import io.quarkiverse.eventidempotency.runtime.engine.window.Row;
import io.quarkiverse.eventidempotency.runtime.engine.window.WindowTurn;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;

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
                if (settings.batch() > 0) {
                    batches.computeIfAbsent(node, Batches::new).add(delivery);
                } else if (settings.inRows()) {
                    rows.computeIfAbsent(node, Consumer::new).add(delivery);
                } else {
                    node.run(() -> delivery.start(null));
                }
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
        long startedAt = world.now();
        final long stoppedBefore;
        long bodyNanos;
        Ledger.@Nullable Run run;
        @Nullable
        Cancellable subscription;
        boolean over;
        /** Whether its end and that of its settlement are told at different times. */
        boolean behind;
        /** Whether it has failed and is not rejected yet. */
        boolean failing;
        /** The row that it stands in; {@code null} when it is delivered by itself. */
        @Nullable
        Consumer inRow;

        Delivery(Message message, SimulatedNode node, String id) {
            this.message = message;
            this.node = node;
            this.id = id;
            this.stoppedBefore = node.stoppedNanos();
        }

        void start(@Nullable ConsumerTurn turn) {
            startedAt = world.now();
            world.log(node + " " + id + " of " + message.key + " begins");
            Uni<String> guarded = node.engine().handler(settings.policy(), STRINGS).guard(identity(), this::body, () -> HERE,
                    () -> null, turn);
            subscription = guarded.subscribe().with(this::completed, this::failed);
            if (turn == null && !over && world.chance(settings.cancellations())) {
                node.in(World.millis(world.between(0, 1_000)), this::cancel);
            }
        }

        EventIdentity identity() {
            return new EventIdentity(message.key, id, "order.placed");
        }

        private Uni<String> body() {
            Ledger.Run begun = begin();
            long lasts = lasts();
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

        /** Its body begins. */
        Ledger.Run begin() {
            boolean guarded = !node.isUnguarded(message.key);
            Ledger.Run begun = ledger.began(message.key, id, node, guarded);
            run = begun;
            world.log(node + " " + id + " runs " + begun.result() + (guarded ? "" : " unguarded"));
            return begun;
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
            world.log(node + " " + id + " completes with " + result);
            Consumer row = inRow;
            if (row == null) {
                acknowledged(result);
            } else {
                row.ended(this, null, () -> acknowledged(result));
            }
        }

        void acknowledged(@Nullable String result) {
            message.settled = true;
            if (result != null || settings.policy().onInFlight() != OnInFlight.SKIP) {
                ledger.acknowledged(message.key, String.valueOf(result), run, node,
                        behind ? Objects.requireNonNull(run).startedAt : world.now());
            }
        }

        private void failed(Throwable failure) {
            end();
            world.log(node + " " + id + " fails: " + failure.getClass().getSimpleName());
            Consumer row = inRow;
            if (row == null) {
                rejected(failure);
            } else {
                row.ended(this, failure, () -> rejected(failure));
            }
        }

        void rejected(Throwable failure) {
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
            if (settings.batch() == 0 && !settings.policy().patient() && lasted > World.millis(LONGEST_MILLIS)) {
                world.violated(id + " lasts " + lasted / 1_000_000 + " ms beside its body");
            }
        }
    }

    /** The consumer of one node: its messages come one after another, through the real window. */
    private final class Consumer implements Row<Delivery> {

        private final SimulatedNode node;
        private final ClaimWindow<Delivery> window;
        private final ArrayDeque<Delivery> channel = new ArrayDeque<>();
        /** Those that were passed on and are not settled, in their order. */
        private final List<Delivery> unsettled = new ArrayList<>();
        private final Map<Delivery, WindowTurn<Delivery>> turns = new HashMap<>();
        private @Nullable Delivery current;
        private long wanted = 1;
        /** Whether the store has not confirmed some completion at first: then the order of completions is open. */
        private boolean sentAgain;
        private boolean begun;

        Consumer(SimulatedNode node) {
            this.node = node;
            this.window = new ClaimWindow<>(this, node::nanoTime);
        }

        void add(Delivery delivery) {
            node.run(() -> {
                delivery.inRow = this;
                channel.add(delivery);
                if (!begun) {
                    begun = true;
                    window.demanded(1);
                }
                serve();
            });
        }

        private void serve() {
            while (wanted > 0 && !channel.isEmpty()) {
                wanted--;
                window.arrived(channel.remove());
            }
        }

        @Override
        public void run(Runnable task) {
            task.run();
        }

        @Override
        public void runLater(Runnable task) {
            node.in(World.millis(10), task);
        }

        @Override
        public void ask(long number) {
            wanted += number;
            node.in(0, this::serve);
        }

        @Override
        public @Nullable AheadClaim claim(WindowTurn<Delivery> turn, Runnable decided) {
            return node.engine().handler(settings.policy(), STRINGS).claimAhead(turn.message().identity(), null, decided);
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void pass(WindowTurn<Delivery> turn) {
            Delivery delivery = turn.message();
            if (current != null && !current.over || current != null && current.failing) {
                world.violated(delivery.id + " begins before " + current.id + " is over");
            }
            current = delivery;
            unsettled.add(delivery);
            turns.put(delivery, turn);
            turn.isSettledByTurn();
            node.in(0, () -> delivery.start(watched(turn, delivery)));
        }

        /** {@return a turn with the planted fault in it; what it is told of is known of its delivery, too} */
        private ConsumerTurn watched(WindowTurn<Delivery> turn, Delivery delivery) {
            return new ConsumerTurn() {
                @Override
                public @Nullable AheadClaim ahead() {
                    return turn.ahead();
                }

                @Override
                public void waits() {
                    if (fault != PlantedFault.HEAD_KEEPS) {
                        turn.waits();
                    }
                }

                @Override
                public boolean settlesBehind() {
                    return turn.settlesBehind();
                }

                @Override
                public void settling() {
                    delivery.behind = true;
                    turn.settling();
                }

                @Override
                public void delayed() {
                    sentAgain = true;
                    turn.delayed();
                }

                @Override
                public void settled(@Nullable Throwable unstored) {
                    if (fault != PlantedFault.LOST_COMPLETION) {
                        turn.settled(unstored);
                    }
                }
            };
        }

        /** Looks, when its node is killed, whether what runs again is the end of the row. */
        void gone() {
            Delivery gap = null;
            for (Delivery delivery : unsettled) {
                Ledger.Run run = delivery.run;
                boolean stored = run != null && run.claim != null && run.claim.completedAt >= 0;
                if (stored && gap != null && !sentAgain) {
                    world.violated(delivery.id + " is stored, and " + gap.id + " before it is not");
                } else if (!stored && run != null && run.succeeded) {
                    gap = delivery;
                }
            }
        }

        /** The consumer's method has ended, and its framework settles the message. */
        void ended(Delivery delivery, @Nullable Throwable failure, Runnable settled) {
            WindowTurn<Delivery> turn = turns.remove(delivery);
            delivery.failing = failure != null;
            if (fault == (failure == null ? PlantedFault.EARLY_ACKNOWLEDGEMENT : PlantedFault.EARLY_REJECTION)) {
                settle(delivery, failure, failure, settled);
                window.demanded(1);
                return;
            }
            CompletionStage<Void> stage = turn.settle(failure, reason -> {
                settle(delivery, failure, reason, settled);
                return CompletableFuture.completedFuture(null);
            });
            stage.thenRun(() -> node.in(0, () -> window.demanded(1)));
        }

        /** @param reason why it is rejected in the end: the body may have succeeded */
        private void settle(Delivery delivery, @Nullable Throwable failure, @Nullable Throwable reason, Runnable settled) {
            if (node.isDead()) {
                return;
            }
            if (reason != null && failure == reason && unsettled.get(0) != delivery) {
                world.violated(delivery.id + " is rejected before " + unsettled.get(0).id + " is settled");
            }
            unsettled.remove(delivery);
            delivery.failing = false;
            if (reason != null && failure == null) {
                delivery.rejected(reason);
            } else {
                settled.run();
            }
        }

        @Override
        public void end() {
            throw new AssertionError("No channel ends");
        }

        @Override
        public int claimsAhead() {
            return settings.claimsAhead();
        }

        @Override
        public boolean settlesBehind() {
            return settings.settlesBehind();
        }

        @Override
        public void resized(int size) {
            world.log(node + " window " + size);
        }

        @Override
        public void notSettled(Throwable failure, boolean rejected) {
            world.violated("a message cannot be settled: " + failure);
        }
    }

    /** {@return how long a body takes, in milliseconds} */
    private long lasts() {
        return settings.inRows() && world.chance(0.7) ? world.between(0, 1)
                : !world.chance(settings.longBodies()) ? world.between(0, 100)
                        : world.between(1_000, world.chance(0.1) ? 30_000 : 9_000);
    }

    /** The consumer of one node that takes several messages in one call, and one call after another. */
    private final class Batches {

        private final SimulatedNode node;
        private final ArrayDeque<Delivery> channel = new ArrayDeque<>();
        private List<Delivery> current = List.of();
        private boolean busy;

        Batches(SimulatedNode node) {
            this.node = node;
        }

        void add(Delivery delivery) {
            node.run(() -> {
                channel.add(delivery);
                serve();
            });
        }

        private void serve() {
            if (!busy && !channel.isEmpty()) {
                busy = true;
                node.in(World.millis(world.between(0, 5)), this::start);
            }
        }

        private void start() {
            List<Delivery> batch = new ArrayList<>();
            while (batch.size() < settings.batch() && !channel.isEmpty()) {
                batch.add(channel.remove());
            }
            current = batch;
            List<EventIdentity> events = new ArrayList<>();
            for (Delivery delivery : batch) {
                delivery.startedAt = world.now();
                world.log(node + " " + delivery.id + " of " + delivery.message.key + " begins in a batch");
                events.add(delivery.identity());
            }
            Cancellable subscription = node.engine().handler(settings.policy(), STRINGS)
                    .guardAll(() -> new BatchEvents(events, Map.of(), true), chosen -> body(batch, chosen), () -> HERE,
                            () -> null)
                    .subscribe().with(results -> ended(batch, results), failure -> failed(batch, failure));
            if (current == batch && world.chance(settings.cancellations())) {
                node.in(World.millis(world.between(0, 1_000)), () -> cancel(batch, subscription));
            }
        }

        private Uni<List<String>> body(List<Delivery> batch, int[] chosen) {
            List<Delivery> some = new ArrayList<>();
            List<Ledger.Run> begun = new ArrayList<>();
            for (int index : chosen) {
                some.add(batch.get(index));
                begun.add(batch.get(index).begin());
                batch.get(index).behind = true;
            }
            Map<Integer, Throwable> failures = new HashMap<>();
            boolean fails = world.chance(settings.failures());
            for (int i = 0; i < chosen.length; i++) {
                if (fails && world.chance(0.5)) {
                    failures.put(i, new IllegalStateException("element"));
                }
            }
            long lasts = lasts();
            return Uni.createFrom().emitter(emitter -> once(() -> !waitsFor(batch, some),
                    () -> node.in(World.millis(lasts), () -> end(begun, fails, failures, emitter))));
        }

        /** {@return whether, as the planted fault has it, the body waits for elements that others process} */
        private boolean waitsFor(List<Delivery> batch, List<Delivery> some) {
            return fault == PlantedFault.BATCH_HOLDS && batch.stream()
                    .anyMatch(delivery -> !some.contains(delivery) && server.isInFlight(Settings.PREFIX + delivery.message.key)
                            && some.stream().noneMatch(own -> own.message.key.equals(delivery.message.key)));
        }

        private void once(BooleanSupplier condition, Runnable action) {
            if (condition.getAsBoolean()) {
                action.run();
            } else {
                node.in(World.millis(100), () -> once(condition, action));
            }
        }

        private void end(List<Ledger.Run> begun, boolean fails, Map<Integer, Throwable> failures,
                UniEmitter<? super List<String>> emitter) {
            List<String> results = new ArrayList<>();
            for (int i = 0; i < begun.size(); i++) {
                Ledger.Run run = begun.get(i);
                run.endedAt = world.now();
                run.failed = fails && failures.isEmpty() || failures.containsKey(i);
                run.succeeded = !run.failed;
                results.add(run.result());
                world.log(node + " body of " + run.result() + (run.failed ? " fails" : " ends"));
            }
            if (!fails) {
                emitter.complete(results);
            } else {
                emitter.fail(failures.isEmpty() ? new IllegalStateException("body") : new BatchItemFailures(failures, results));
            }
        }

        private void ended(List<Delivery> batch, List<String> results) {
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).completed(results.get(i));
            }
            next();
        }

        private void failed(List<Delivery> batch, Throwable failure) {
            for (int i = 0; i < batch.size(); i++) {
                if (!(failure instanceof BatchItemFailures single)) {
                    batch.get(i).failed(ofElement(batch.get(i).message.key, failure));
                } else if (single.failures().containsKey(i)) {
                    batch.get(i).failed(single.failures().get(i));
                } else {
                    batch.get(i).completed((String) single.results().get(i));
                }
            }
            next();
        }

        /** {@return why a completion was not stored, where the body has failed for others} */
        private static Throwable ofElement(String key, Throwable failure) {
            for (Throwable other : failure.getSuppressed()) {
                if (other instanceof CompletionNotStoredException unstored && key.equals(unstored.key())) {
                    return unstored;
                }
            }
            return failure;
        }

        private void cancel(List<Delivery> batch, Cancellable subscription) {
            if (current != batch) {
                return;
            }
            world.log(node + " cancels a batch");
            for (Delivery delivery : batch) {
                if (delivery.run != null && delivery.run.endedAt < 0) {
                    delivery.run.cancelled = true;
                }
                delivery.end();
            }
            subscription.cancel();
            batch.forEach(delivery -> delivery.message.deliverAgain(0, 1_000));
            next();
        }

        private void next() {
            current = List.of();
            busy = false;
            node.in(0, this::serve);
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
    private final PlantedFault fault;
    private final List<Message> messages = new ArrayList<>();
    private final Map<SimulatedNode, Consumer> rows = new HashMap<>();
    private final Map<SimulatedNode, Batches> batches = new HashMap<>();
    private final SimulatedServer server;
    private int deliveries;
    private final Set<String> deadLetters = new HashSet<>();

    /** @param nodes gives a node that is alive, if there is one */
    SimulatedBroker(World world, Settings settings, Ledger ledger, SimulatedServer server, PlantedFault fault,
            Supplier<@Nullable SimulatedNode> nodes) {
        this.world = world;
        this.settings = settings;
        this.ledger = ledger;
        this.server = server;
        this.fault = fault;
        this.nodes = nodes;
    }

    void publish(String key, long atMillis) {
        Message message = new Message(key);
        messages.add(message);
        world.at(World.millis(atMillis), message::deliver);
    }

    /** Delivers again what a node had that is gone. */
    void gone(SimulatedNode node) {
        Consumer row = rows.get(node);
        if (row != null) {
            row.gone();
        }
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
