package org.acme.orders;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A MariaDB of the test's own, on a free port and with data of its own, which survive a restart. It isolates snapshots, the
 * default since MariaDB 11.6.2, if its release can.
 */
public final class MariaDbProcess implements AutoCloseable {

    private final Path directory;
    private final int port;
    private Process process;

    private MariaDbProcess(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.process = server();
    }

    public static boolean isInstalled() {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "mariadbd")));
    }

    public static void assumeInstalled() {
        if (!isInstalled()) {
            System.out.println("Skipped: mariadbd is not installed (Debian: mariadb-server)");
        }
        Assumptions.assumeTrue(isInstalled(), "mariadbd is not installed (Debian: mariadb-server)");
    }

    public static MariaDbProcess start() {
        try {
            Path directory = Files.createTempDirectory("mariadb");
            Files.writeString(directory.resolve("init.sql"),
                    "CREATE DATABASE IF NOT EXISTS orders;\nCREATE USER IF NOT EXISTS orders@'%' IDENTIFIED BY 'orders';\n"
                            + "GRANT ALL ON orders.* TO orders@'%';\nGRANT PROCESS ON *.* TO orders@'%';\n");
            run(directory, List.of("mariadb-install-db", "--no-defaults", user(), data(directory), "--skip-test-db",
                    "--auth-root-authentication-method=normal")).waitFor();
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            MariaDbProcess server = new MariaDbProcess(directory, port);
            try {
                server.awaitStart();
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String user() {
        return "--user=" + System.getProperty("user.name");
    }

    private static String data(Path directory) {
        return "--datadir=" + directory.resolve("data");
    }

    private Process server() throws IOException {
        return run(directory, List.of("mariadbd", "--no-defaults", user(), data(directory), "--bind-address=127.0.0.1",
                "--port=" + port, "--socket=" + directory.resolve("socket"), "--pid-file=" + directory.resolve("pid"),
                "--max-connections=200", "--loose-innodb-snapshot-isolation=ON", "--skip-name-resolve",
                "--init-file=" + directory.resolve("init.sql")));
    }

    private static Process run(Path directory, List<String> command) throws IOException {
        ProcessBuilder process = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
        process.environment().merge("PATH", "/usr/sbin", (path, more) -> path + File.pathSeparator + more);
        if (command.get(0).equals("mariadbd") && Files.isExecutable(Path.of("/usr/sbin/mariadbd"))) {
            process.command().set(0, "/usr/sbin/mariadbd");
        }
        return process.start();
    }

    private void awaitStart() {
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(this::answers);
    }

    private boolean answers() {
        try {
            DriverManager.getConnection(url()).close();
            return true;
        } catch (SQLException e) {
            if (!process.isAlive()) {
                throw new IllegalStateException("mariadbd has ended, see " + directory.resolve("log"), e);
            }
            return false;
        }
    }

    public String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/orders?user=orders&password=orders";
    }

    /**
     * Ends the server and starts it again with its data.
     *
     * @param crash whether it is killed, instead of being shut down
     */
    public void restart(boolean crash) throws IOException, InterruptedException {
        if (crash) {
            process.destroyForcibly().waitFor();
        } else {
            stop();
        }
        process = server();
        awaitStart();
    }

    private void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        try {
            stop();
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
