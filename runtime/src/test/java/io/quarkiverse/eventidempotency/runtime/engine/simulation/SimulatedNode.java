package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.runtime.engine.EngineListener;
import io.quarkiverse.eventidempotency.runtime.engine.EngineOptions;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;

/** One process with the real engine, from its start until it is killed. It may stand still in between. */
final class SimulatedNode implements EngineClock, EngineListener {

    private final World world;
    private final String name;
    private final double rate;
    private final long origin;
    private final long wrongBy;
    private final Map<String, Long> lostLeases = new HashMap<>();
    private final Map<String, Long> unstored = new HashMap<>();

    /** The keys whose bodies are called next without a claim. */
    private final Set<String> unguarded = new HashSet<>();
    private final SimulatedLink link;
    private final IdempotencyEngine engine;
    private long calls;
    private long stoppedUntil;
    private long stoppedNanos;
    private boolean dead;

    SimulatedNode(World world, String name, SimulatedServer server, Ledger ledger, Settings settings, PlantedFault fault,
            Consumer<SimulatedNode> trouble) {
        this.world = world;
        this.name = name;
        this.rate = 1 + (world.between(0, 10) - 5) / 1_000.0;
        this.origin = Long.MAX_VALUE - World.millis(world.between(0, 20_000)); // the clock overflows: differences count
        this.wrongBy = world.between(-86_400_000, 86_400_000);
        this.link = new SimulatedLink(world, server, this, ledger, settings, fault, trouble);
        this.engine = new IdempotencyEngine(link, this, this,
                new EngineOptions(name, true, 1_000, true, Integer.MAX_VALUE, () -> null));
    }

    IdempotencyEngine engine() {
        return engine;
    }

    SimulatedLink link() {
        return link;
    }

    boolean isDead() {
        return dead;
    }

    void kill() {
        world.log(this + " is killed");
        dead = true;
    }

    void stop(long millis) {
        world.log(this + " stands still for " + millis + " ms");
        long until = Math.max(stoppedUntil, world.now() + World.millis(millis));
        stoppedNanos += until - Math.max(stoppedUntil, world.now());
        stoppedUntil = until;
    }

    /** {@return how long it has stood still, or will} */
    long stoppedNanos() {
        return stoppedNanos;
    }

    /** Does something as this process: later if it stands still, never if it is dead. */
    void run(Runnable action) {
        if (dead) {
            return;
        }
        if (world.now() < stoppedUntil) {
            world.at(stoppedUntil, () -> run(action));
        } else {
            action.run();
        }
    }

    Runnable in(long nanos, Runnable action) {
        return world.in(nanos, () -> run(action));
    }

    /** {@return whether the body that is called now has no claim} */
    boolean isUnguarded(String key) {
        return unguarded.remove(key);
    }

    /** {@return whether it has been told, since a time, that an outcome of this key could not be stored} */
    boolean hasNotStored(String key, long since) {
        return unstored.getOrDefault(key, -1L) >= since;
    }

    /** {@return whether it has been told, since a time, that the lease of this key is lost} */
    boolean hasLostLease(String key, long since) {
        return lostLeases.getOrDefault(key, -1L) >= since;
    }

    @Override
    public long nanoTime() {
        return origin + (long) (world.now() * rate) + calls++; // no two readings are alike, so nothing hangs on hash codes
    }

    @Override
    public long millis() {
        return 1_700_000_000_000L + wrongBy + world.now() / 1_000_000;
    }

    @Override
    public Runnable schedule(long delayMillis, Runnable task) {
        boolean[] cancelled = new boolean[1];
        in((long) (World.millis(delayMillis) / rate), () -> {
            if (!cancelled[0]) {
                task.run();
            }
        });
        return () -> cancelled[0] = true;
    }

    @Override
    public long jitter(long bound) {
        return world.between(0, bound - 1);
    }

    @Override
    public void waitsOn(GuardPolicy policy, String key, long waitedMillis) {
        world.log(this + " " + key + " waits on");
    }

    @Override
    public void leaseLost(GuardPolicy policy, String key) {
        world.log(this + " " + key + " lease lost");
        lostLeases.put(key, world.now());
    }

    @Override
    public void unguarded(GuardPolicy policy, @Nullable String key, @Nullable Throwable cause) {
        world.log(this + " " + key + " unguarded");
        unguarded.add(key);
    }

    @Override
    public void resultNotStored(GuardPolicy policy, String key, @Nullable Throwable cause) {
        world.violated("the result of " + key + " was not stored");
    }

    @Override
    public void observed(GuardPolicy policy, @Nullable String key, DeliveryOutcome wouldBe, @Nullable Throwable reason) {
        throw new AssertionError("Nothing is only observed here");
    }

    @Override
    public void outcomeNotStored(GuardPolicy policy, String key, Throwable cause) {
        world.log(this + " " + key + " outcome not stored");
        unstored.put(key, world.now());
    }

    @Override
    public String toString() {
        return name;
    }
}
