package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** One world from its seed to its end: a time of trouble, then peace in which everything has to come to rest. */
final class Simulation {

    /**
     * How a world ended.
     *
     * @param violation what happened that must never happen; {@code null} if nothing did
     */
    record Outcome(long seed, Settings settings, @Nullable String violation, int deliveries, int runs, int reruns,
            List<String> log) {

        String story() {
            return "seed " + seed + ": " + violation + "\n" + settings + "\n" + String.join("\n", log);
        }
    }

    private static final long TROUBLE_MILLIS = 40_000;
    private static final long PEACE_MILLIS = 600_000;

    private final long seed;
    private final World world;
    private final Settings settings;
    private final Ledger ledger;
    private final PlantedFault fault;
    private final SimulatedServer server;
    private final SimulatedBroker broker;
    private final List<@Nullable SimulatedNode> nodes = new ArrayList<>();
    private int started;

    private Simulation(long seed, PlantedFault fault) {
        this.seed = seed;
        this.fault = fault;
        this.world = new World(seed);
        this.settings = Settings.drawn(world);
        this.ledger = new Ledger(world, settings);
        this.server = new SimulatedServer(world, ledger, fault);
        this.broker = new SimulatedBroker(world, settings, ledger, server, fault, this::anyNode);
        for (int i = 0; i < settings.nodes(); i++) {
            nodes.add(newNode());
        }
    }

    static Outcome run(long seed, PlantedFault fault) {
        return new Simulation(seed, fault).run();
    }

    private Outcome run() {
        for (int key = 0; key < settings.keys(); key++) {
            long first = settings.crowd() ? 0 : world.between(0, settings.inRows() || settings.batch() > 0 ? 100 : 5_000);
            for (int copy = 0; copy < settings.copies(); copy++) {
                // at once, soon, or when all is long over
                long later = settings.crowd() ? world.between(0, 1_000)
                        : world.chance(0.5) ? world.between(0, 50)
                                : world.chance(0.7) ? world.between(0, 10_000) : world.between(10_000, 100_000);
                broker.publish("k" + key, first + later);
            }
        }
        if (settings.trouble() > 0) {
            world.in(World.millis(world.between(0, settings.trouble())), this::trouble);
        }
        world.run(World.millis(PEACE_MILLIS));
        if (world.violation() == null) {
            if (!world.isOver()) {
                world.violated("something goes on for ever");
            }
            broker.close();
        }
        return new Outcome(seed, settings, world.violation(), broker.deliveries(), ledger.runs(), ledger.reruns(), world.log());
    }

    private SimulatedNode newNode() {
        return new SimulatedNode(world, "n" + started++, server, ledger, settings, fault, this::troubleFor);
    }

    private @Nullable SimulatedNode anyNode() {
        return nodes.get((int) world.between(0, nodes.size() - 1));
    }

    /** Something goes wrong, and later something else. */
    private void trouble() {
        if (world.now() > World.millis(TROUBLE_MILLIS)) {
            return;
        }
        world.in(World.millis(world.between(0, settings.trouble())), this::trouble);
        SimulatedNode node = anyNode();
        if (node != null && world.chance(0.6)) {
            troubleFor(node);
            return;
        }
        long millis = howLong();
        switch ((int) world.between(0, 3)) {
            case 0 -> server.freeze(millis);
            case 1 -> {
                int loses = world.chance(0.6) ? 0 : (int) world.between(1, 2);
                server.restart(millis, loses);
                world.in(World.millis(world.between(0, 5_000)), server::save);
            }
            case 2 -> server.refuse(millis);
            default -> {
                if (world.chance(0.3)) {
                    server.delete(Settings.PREFIX + "k" + world.between(0, settings.keys() - 1));
                } else {
                    server.save();
                }
            }
        }
    }

    private long howLong() {
        return world.chance(0.6) ? world.between(1, 1_000) : world.between(1_000, 8_000);
    }

    /** Something goes wrong with one node: it is killed, stands still, is cut off, or loses its connection. */
    private void troubleFor(SimulatedNode node) {
        long millis = howLong();
        switch ((int) world.between(0, 5)) {
            case 0 -> {
                int slot = nodes.indexOf(node);
                if (slot >= 0) {
                    node.kill();
                    nodes.set(slot, null);
                    broker.gone(node);
                    world.in(World.millis(millis), () -> nodes.set(slot, newNode()));
                }
            }
            case 1, 2 -> {
                node.stop(millis);
                ledger.disturbed(node, world.now(), world.now() + World.millis(millis));
            }
            case 3, 4 -> node.link().cut(millis);
            default -> node.run(node.link()::breakConnection);
        }
    }
}
