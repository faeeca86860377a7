package org.acme.brokers;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A broker that runs if it is installed. Where it is not, its channels get nothing, and its tests say why they are skipped. */
abstract class BrokerResource implements QuarkusTestResourceLifecycleManager {

    private final String broker;
    private final String executable;
    private final List<String> folders;
    private Path work;
    private Process process;

    /**
     * @param broker the broker's name, as it stands before its channels
     * @param executable what to run
     * @param folders where it may stand, besides the {@code PATH}
     */
    BrokerResource(String broker, String executable, String... folders) {
        this.broker = broker;
        this.executable = executable;
        this.folders = List.of(folders);
    }

    @Override
    public final Map<String, String> start() {
        Optional<Path> installed = Stream
                .concat(folders.stream(), Stream.of(System.getenv("PATH").split(File.pathSeparator)))
                .map(folder -> Path.of(folder, executable)).filter(Files::isExecutable).findFirst();
        if (installed.isEmpty()) {
            String reason = "Skipped: " + executable + " is not installed, so nothing is shown of " + broker;
            System.out.println(reason);
            return absent(reason);
        }
        try {
            work = Files.createTempDirectory(broker);
            return start(installed.get(), FreePort.next());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Configuration of an application that does without the broker. */
    Map<String, String> absent(String reason) {
        return Map.of("test." + broker + ".absent", reason,
                "mp.messaging.incoming." + broker + "-orders.connector", "smallrye-in-memory",
                "mp.messaging.incoming." + broker + "-parcels.connector", "smallrye-in-memory");
    }

    abstract Map<String, String> start(Path installed, int port) throws IOException;

    /** {@return a folder of the broker's own, for as long as it runs} */
    final Path work() {
        return work;
    }

    /** Runs the broker and waits until it answers. */
    final void run(Map<String, String> environment, Callable<Boolean> answers, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(work.resolve("out").toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        await(broker).atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError(Files.readString(work.resolve("out")));
            }
            return answers.call();
        });
    }

    @Override
    public void stop() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle one : all) {
            one.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> {
                one.destroyForcibly();
                return one;
            }).join();
        }
        try (Stream<Path> files = Files.walk(work)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
