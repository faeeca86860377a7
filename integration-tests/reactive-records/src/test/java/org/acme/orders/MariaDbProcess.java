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
 * A MariaDB of the test's own, on a free port and with data of its own. It isolates snapshots, the default since MariaDB
 * 11.6.2,
 * if its release can.
 */
final class MariaDbProcess implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final Process process;

    private MariaDbProcess(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    static boolean isInstalled() {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "mariadbd")));
    }

    static void assumeInstalled() {
        if (!isInstalled()) {
            System.out.println("Skipped: mariadbd is not installed (Debian: mariadb-server)");
        }
        Assumptions.assumeTrue(isInstalled(), "mariadbd is not installed (Debian: mariadb-server)");
    }

    static MariaDbProcess start() {
        try {
            Path directory = Files.createTempDirectory("mariadb");
            String data = "--datadir=" + directory.resolve("data");
            String user = "--user=" + System.getProperty("user.name");
            Path setUp = directory.resolve("init.sql");
            Files.writeString(setUp, "CREATE DATABASE orders;\nCREATE USER orders@'%' IDENTIFIED BY 'orders';\n"
                    + "GRANT ALL ON orders.* TO orders@'%';\n");
            run(directory, List.of("mariadb-install-db", "--no-defaults", user, data, "--skip-test-db",
                    "--auth-root-authentication-method=normal")).waitFor();
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Process process = run(directory, List.of("mariadbd", "--no-defaults", user, data, "--bind-address=127.0.0.1",
                    "--port=" + port, "--socket=" + directory.resolve("socket"), "--pid-file=" + directory.resolve("pid"),
                    "--max-connections=200", "--loose-innodb-snapshot-isolation=ON", "--skip-name-resolve",
                    "--init-file=" + setUp));
            MariaDbProcess server = new MariaDbProcess(directory, port, process);
            try {
                Awaitility.await().atMost(1, TimeUnit.MINUTES).until(server::answers);
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

    private static Process run(Path directory, List<String> command) throws IOException {
        ProcessBuilder process = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
        process.environment().merge("PATH", "/usr/sbin", (path, more) -> path + File.pathSeparator + more);
        if (command.get(0).equals("mariadbd") && Files.isExecutable(Path.of("/usr/sbin/mariadbd"))) {
            process.command().set(0, "/usr/sbin/mariadbd");
        }
        return process.start();
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

    int port() {
        return port;
    }

    String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/orders?user=orders&password=orders";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
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
