package io.quarkiverse.eventidempotency.runtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.quarkiverse.eventidempotency.runtime.redis.connection.ServerInfo;

/** The contract on Valkey, where there is one. */
@EnabledIf(value = "isThere", disabledReason = "needs valkey-server on the PATH")
class ValkeyContractTest extends RedisStoreContractTest {

    private static RedisProcess valkey;

    static boolean isThere() {
        return executable().isPresent();
    }

    private static Optional<Path> executable() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, "valkey-server"))
                .filter(Files::isExecutable).findFirst();
    }

    @Override
    RedisProcess server() {
        if (valkey == null) {
            valkey = new RedisProcess(RedisProcess.executable(executable().orElseThrow().toString()));
        }
        return valkey;
    }

    @AfterAll
    static void stop() {
        valkey.close();
    }

    @Test
    void isKnownAsWhatItIs() {
        String info = command("INFO", "server").toString();
        assertThat(info).contains("server_name:valkey");
        assertThat(ServerInfo.parse(info).setsAndGets()).isTrue();
        assertThat(ServerInfo.parse(info).knowsSessions()).isTrue();
    }
}
