package org.acme.orders;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import org.acme.kafka.Signals;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** The embedded PostgreSQL, which flushes each commit to the disk, as it does by default. */
final class Postgres extends Database {

    private final Path data;
    private EmbeddedPostgres server;

    Postgres() {
        try {
            data = Files.createTempDirectory("postgres");
            server = builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        createTables();
    }

    private EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false)
                .setServerConfig("max_connections", "200").setServerConfig("synchronous_commit", "on")
                .setServerConfig("fsync", "on");
    }

    @Override
    Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    String waiting() {
        return "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    }

    @Override
    String addExpired(int rows) {
        return "INSERT INTO event_idempotency (scope, idempotency_key, status, first_seen_at, completed_at, expires_at)"
                + " SELECT 'timed', 'expired-' || i, 'completed', now(), now(), now() - i * interval '1 millisecond'"
                + " FROM generate_series(1, " + rows + ") AS i";
    }

    @Override
    void restart(boolean crash) throws Exception {
        if (crash) {
            long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            Signals.send("QUIT", pid); // an immediate shutdown: no checkpoint, transactions are cut off
            await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        }
        int port = server.getPort();
        server.close();
        server = builder().setPort(port).start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
