package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * A node's way to the server and back, as the store on Redis goes it: one connection on which everything stays in order, so
 * many commands unanswered at a time, a time-out that ends the connection. What was sent on a connection that has ended may
 * still arrive.
 */
final class SimulatedLink implements IdempotencyStore {

    /** One step on its way. */
    private static final class Command<R> {

        final String name;
        final boolean ofHeldClaim;
        final Supplier<R> transition;
        final UniEmitter<? super R> caller;

        Command(String name, boolean ofHeldClaim, Supplier<R> transition, UniEmitter<? super R> caller) {
            this.name = name;
            this.ofHeldClaim = ofHeldClaim;
            this.transition = transition;
            this.caller = caller;
        }
    }

    private final class Connection {

        final int epoch = server.epoch();
        final List<Command<?>> unanswered = new ArrayList<>();
        long lastArrival;
        long lastReply;
        boolean open = true;

        void write(Command<?> command) {
            unanswered.add(command);
            long stuck = settings.trouble() > 0 && world.chance(0.005) ? World.millis(world.between(400, 5_000)) : 0;
            long arrival = Math.max(lastArrival, Math.max(world.now(), cutUntil) + latency() + stuck);
            lastArrival = arrival;
            world.at(arrival, () -> arrive(command));
            node.in(World.millis(Settings.COMMAND_TIMEOUT_MILLIS), () -> {
                if (unanswered.contains(command)) {
                    end("time-out of " + command.name);
                }
            });
        }

        private <R> void arrive(Command<R> command) {
            if (server.epoch() != epoch || server.isDown()) {
                // the server has closed it
                node.in(latency(), () -> end("closed by the server"));
                return;
            }
            if (server.attention() > world.now()) {
                world.at(server.attention(), () -> arrive(command));
                return;
            }
            if (!open && world.chance(0.3)) {
                return; // what had been sent never left
            }
            if (server.refuses()) {
                reply(command, () -> command.caller.fail(new StoreException("refused", false, null)));
                return;
            }
            R reply = command.transition.get();
            if (settings.trouble() > 0 && world.chance(0.02)) {
                trouble.accept(node); // between a step and its answer
            }
            reply(command, () -> command.caller.complete(reply));
        }

        private void reply(Command<?> command, Runnable answer) {
            lastReply = Math.max(lastReply, Math.max(world.now(), cutUntil) + latency());
            world.at(lastReply, () -> node.run(() -> {
                if (unanswered.remove(command)) {
                    answer.run();
                    pump();
                }
            }));
        }

        void end(String why) {
            if (!open) {
                return;
            }
            open = false;
            ledger.disturbed(node, world.now() - World.millis(Settings.COMMAND_TIMEOUT_MILLIS),
                    world.now() + World.millis(100));
            world.log(node + " connection ends: " + why + ", " + unanswered.size() + " in doubt");
            connection = null;
            lost = true;
            List<Command<?>> doubtful = new ArrayList<>(unanswered);
            unanswered.clear();
            connect();
            for (Command<?> command : doubtful) {
                command.caller.fail(new StoreException("unknown outcome: " + why, true, null));
            }
        }
    }

    private final World world;
    private final SimulatedServer server;
    private final SimulatedNode node;
    private final Ledger ledger;
    private final Settings settings;
    private final PlantedFault fault;
    private final Consumer<SimulatedNode> trouble;
    private final List<Consumer<@Nullable String>> listeners = new ArrayList<>();
    private final ArrayDeque<Command<?>> ofHeldClaims = new ArrayDeque<>();
    private final ArrayDeque<Command<?>> others = new ArrayDeque<>();
    private Connection connection;
    private boolean connecting;
    private boolean lost;
    private long cutUntil;

    SimulatedLink(World world, SimulatedServer server, SimulatedNode node, Ledger ledger, Settings settings,
            PlantedFault fault, Consumer<SimulatedNode> trouble) {
        this.world = world;
        this.server = server;
        this.node = node;
        this.ledger = ledger;
        this.settings = settings;
        this.fault = fault;
        this.trouble = trouble;
    }

    private long latency() {
        if (settings.crowd()) {
            return world.between(8_000_000, 14_000_000);
        }
        return world.chance(0.03) ? world.between(1_000_000, 180_000_000) : world.between(50_000, 2_000_000);
    }

    /** Nothing comes through for a while; what is under way comes late. */
    void cut(long millis) {
        world.log(node + " is cut off for " + millis + " ms");
        cutUntil = world.now() + World.millis(millis);
        ledger.disturbed(node, world.now(), cutUntil);
    }

    void breakConnection() {
        if (connection != null) {
            connection.end("broken");
        }
    }

    private void connect() {
        if (connecting || connection != null) {
            return;
        }
        connecting = true;
        long answered = Math.max(Math.max(world.now(), cutUntil), server.attention()) + latency() + latency();
        boolean late = answered - world.now() > World.millis(Settings.COMMAND_TIMEOUT_MILLIS);
        node.in(late ? World.millis(Settings.COMMAND_TIMEOUT_MILLIS) : answered - world.now(), () -> {
            if (late || server.isDown()) {
                failWaiting();
                node.in(World.millis(world.between(50, 500)), () -> {
                    connecting = false;
                    if (lost || !isIdle()) {
                        connect();
                    }
                });
                return;
            }
            connecting = false;
            connection = new Connection();
            if (lost) {
                lost = false;
                listeners.forEach(listener -> listener.accept(null));
            }
            pump();
        });
    }

    private boolean isIdle() {
        return ofHeldClaims.isEmpty() && others.isEmpty();
    }

    private void failWaiting() {
        List<Command<?>> waiting = new ArrayList<>(ofHeldClaims);
        waiting.addAll(others);
        ofHeldClaims.clear();
        others.clear();
        for (Command<?> command : waiting) {
            command.caller.fail(new StoreException("not connected", false, null));
        }
    }

    private void pump() {
        if (connection == null) {
            if (!isIdle()) {
                connect();
            }
            return;
        }
        while (connection != null && connection.unanswered.size() < settings.window()) {
            Command<?> command = ofHeldClaims.isEmpty() ? others.poll() : ofHeldClaims.poll();
            if (command == null) {
                return;
            }
            connection.write(command);
        }
    }

    private <R> Uni<R> step(String name, boolean ofHeldClaim, Supplier<R> transition) {
        return Uni.createFrom().emitter(emitter -> {
            Command<R> command = new Command<>(name, ofHeldClaim, transition, emitter);
            (ofHeldClaim && fault != PlantedFault.WAIT_ORDER ? ofHeldClaims : others).add(command);
            pump();
        });
    }

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        ledger.sends(request);
        return Uni.createFrom().deferred(() -> {
            ClaimRequest sent = fault == PlantedFault.TOKEN ? ledger.withAnotherToken(request) : request;
            return step("claim", false, () -> server.claim(sent));
        });
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        ledger.sends(request);
        Uni<SettleReply> settlement = step("settlement", true, () -> server.settle(request));
        if (fault == PlantedFault.CONFIRMATION) {
            return Uni.createFrom().item(() -> {
                settlement.subscribe().with(stored -> {
                }, unstored -> {
                });
                return SettleReply.OK;
            });
        }
        return settlement;
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return step("renewal", true, () -> server.renew(storeKey, owner, holdMillis));
    }

    @Override
    public void onAvailability(Consumer<@Nullable String> listener) {
        listeners.add(listener);
    }
}
