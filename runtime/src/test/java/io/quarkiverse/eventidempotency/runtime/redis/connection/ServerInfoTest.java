package io.quarkiverse.eventidempotency.runtime.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerInfoTest {

    @ParameterizedTest
    @CsvSource({ "7.0.15, standalone, true", "7.2.4, sentinel, true", "8, standalone, true", "10.1.0, standalone, true",
            "6.2.14, standalone, false", "7.0.15, cluster, false", "unstable, standalone, false" })
    void setsAndGets(String version, String mode, boolean expected) {
        String info = "# Server\r\nredis_version:" + version + "\r\nredis_git_sha1:0\r\nredis_mode:" + mode
                + "\r\nos:Linux\r\n";
        assertThat(ServerInfo.parse(info).setsAndGets()).isEqualTo(expected);
    }

    /** As Valkey 8.0.1 answers. */
    @Test
    void valkeyTellsWhichRedisItIsLike() {
        ServerInfo info = ServerInfo.parse("# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\n"
                + "redis_git_sha1:00000000\r\nserver_mode:standalone\r\nos:Linux\r\nrun_id:0f1e\r\n");
        assertThat(info).isEqualTo(new ServerInfo(7, 2, false, "0f1e"));
        assertThat(info.setsAndGets()).isTrue();
        assertThat(info.knowsSessions()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(value = { "null", "''", "redis_version:7.0.15", "redis_mode:standalone" }, nullValues = "null")
    void whatCannotBeReadIsUnknown(String info) {
        assertThat(ServerInfo.parse(info)).isEqualTo(ServerInfo.UNKNOWN);
    }
}
