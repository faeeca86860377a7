package io.quarkiverse.eventidempotency.runtime.redis;

import java.io.File;
import java.util.Locale;

import org.junit.jupiter.api.AfterAll;

import redis.embedded.RedisExecProvider;

/** The contract on Redis 6.2, which has no {@code SET NX GET} and wraps the errors of scripts. */
class Redis62ContractTest extends RedisStoreContractTest {

    private static RedisProcess old;

    static RedisExecProvider version62() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").contains("aarch64") ? "arm64" : "amd64";
        File executable = new File("target/redis-6.2/redis-server-6.2.7-" + system + '-' + machine).getAbsoluteFile();
        if (!executable.setExecutable(true)) {
            throw new IllegalStateException(executable + " is not there: it is unpacked when the tests are built");
        }
        return RedisProcess.executable(executable.getAbsolutePath());
    }

    @Override
    RedisProcess server() {
        if (old == null) {
            old = new RedisProcess(version62());
        }
        return old;
    }

    @AfterAll
    static void stop() {
        old.close();
    }
}
