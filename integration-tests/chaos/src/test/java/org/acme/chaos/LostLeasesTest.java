package org.acme.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;

import org.acme.chaos.LostLeases.LostLease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostLeasesTest {

    @Test
    void areFoundAmongOtherLines(@TempDir Path directory) throws Exception {
        Path log = Files.writeString(directory.resolve("w0.log"), """
                2026-11-25 10:22:23,627 INFO  [io.q.redis] (vert.x-eventloop-thread-0) QEI00102: The connection to Redis is open
                2026-11-25 10:22:23,705 WARN  [io.q] (vert.x-eventloop-thread-0) QEI00004: A body [scope parcels, key 'p7']. It
                2026-11-25 10:22:23,705 DEBUG [io.q] (vert.x-eventloop-thread-0) QEI00004 [scope parcels, key 'p7']
                \tat io.quarkiverse.Call(Call.java:1)
                """);
        long at = LocalDateTime.of(2026, 11, 25, 10, 22, 23, 705_000_000).atZone(ZoneId.systemDefault()).toInstant()
                .toEpochMilli();
        assertThat(LostLeases.read(log)).containsExactly(new LostLease("p7", at));
    }
}
