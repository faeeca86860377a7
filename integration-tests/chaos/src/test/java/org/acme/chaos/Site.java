package org.acme.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

import org.acme.chaos.LostLeases.LostLease;
import org.jspecify.annotations.Nullable;

/** Processes of the application, each with a way of its own to one Redis, which has a replica. */
final class Site implements AutoCloseable {

    private final String name;
    private final int size;
    private final boolean shared;
    private final Path directory;
    private final Path effects;
    private volatile DurableRedis primary;
    private DurableRedis replica;
    private final List<Way> ways = new ArrayList<>();
    private final AtomicReferenceArray<@Nullable Worker> workers;
    private int started;

    /**
     * @param name what its processes' logs begin with
     * @param size how many processes there are
     * @param shared whether the processes share their records, as they must
     */
    Site(String name, int size, boolean shared) throws IOException {
        this.name = name;
        this.size = size;
        this.shared = shared;
        this.workers = new AtomicReferenceArray<>(size);
        this.directory = Files.createTempDirectory("chaos");
        this.effects = Files.createDirectory(directory.resolve("effects"));
        this.primary = new DurableRedis(directory, "first");
        this.replica = new DurableRedis(directory, "second");
        replica.follow(primary);
        List<Worker> starting = new ArrayList<>();
        for (int slot = 0; slot < size; slot++) {
            ways.add(new Way(primary.port()));
            starting.add(newWorker(slot));
        }
        for (int slot = 0; slot < size; slot++) {
            workers.set(slot, starting.get(slot).awaitStart());
        }
    }

    private Worker newWorker(int slot) throws IOException {
        String process = "w" + started++;
        ways.get(slot).isOf(process);
        return new Worker(process, ways.get(slot), log(process), effects.resolve(process), shared ? "chaos:" : process + ':');
    }

    private Path log(String process) {
        return Path.of(System.getProperty("logs.directory"), name + '-' + process + ".log");
    }

    /** {@return what the processes wrote down} */
    Runs runs() throws IOException {
        Map<String, List<String>> lines = new HashMap<>();
        Map<String, List<LostLease>> lostLeases = new HashMap<>();
        try (Stream<Path> files = Files.list(effects)) {
            for (Path file : files.toList()) {
                String process = file.getFileName().toString();
                lines.put(process, Files.readAllLines(file));
                lostLeases.put(process, LostLeases.read(log(process)));
            }
        }
        return new Runs(lines, lostLeases);
    }

    /** @throws IOException when what should not go wrong has */
    void check() throws IOException {
        for (Way way : ways) {
            way.check();
        }
    }

    /** {@return when each process got no answer from Redis} */
    Map<String, List<Interval>> stalls() {
        Map<String, List<Interval>> stalls = new HashMap<>();
        ways.forEach(way -> stalls.putAll(way.stalls()));
        return stalls;
    }

    int size() {
        return size;
    }

    DurableRedis primary() {
        return primary;
    }

    Worker worker(int slot) {
        return workers.get(slot);
    }

    /** {@return the first from that slot on which is not just being started again} */
    Worker workerFrom(int slot) {
        Worker worker = workers.get(slot);
        return worker != null ? worker : workerFrom((slot + 1) % size);
    }

    /** Kills a process. */
    void kill(int slot) {
        Worker worker = workers.getAndSet(slot, null);
        worker.kill();
    }

    /** Starts another process where one was killed. */
    void startAgain(int slot) throws IOException {
        workers.set(slot, newWorker(slot).awaitStart());
    }

    boolean canFailOver() throws IOException {
        return replica.isInStep();
    }

    /** The primary dies, and its replica takes its place with what it has got. */
    Failover failOver() throws IOException {
        DurableRedis dead = primary;
        dead.kill();
        replica.promote();
        var after = replica.records();
        long at = System.currentTimeMillis();
        primary = replica;
        replica = dead;
        ways.forEach(way -> way.leadTo(primary.port()));
        dead.start();
        var before = dead.records();
        dead.follow(primary);
        return new Failover(at, before, after);
    }

    @Override
    public void close() throws IOException {
        for (int slot = 0; slot < size; slot++) {
            Worker worker = workers.get(slot);
            if (worker != null) {
                worker.close();
            }
            ways.get(slot).close();
        }
        primary.close();
        replica.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
