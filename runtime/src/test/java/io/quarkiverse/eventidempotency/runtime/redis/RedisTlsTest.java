package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.kind;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisOptions;

/** The store on a server that wants TLS and a password. */
class RedisTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory;

    private int tlsPort;
    private RedisProcess redis;

    @BeforeEach
    void start() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("redis.p12");
        int status = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-keyalg", "RSA", "-alias", "redis", "-dname", "CN=redis", "-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12",
                "-keystore", store.toString(), "-storepass", new String(PASSWORD)).inheritIO().start().waitFor();
        assertThat(status).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem("redis.key", "PRIVATE KEY", keys.getKey("redis", PASSWORD).getEncoded());
        pem("redis.crt", "CERTIFICATE", keys.getCertificate("redis").getEncoded());
        tlsPort = RedisProcess.freePort();
        redis = new RedisProcess("tls-port " + tlsPort, "tls-cert-file " + directory.resolve("redis.crt"),
                "tls-key-file " + directory.resolve("redis.key"), "tls-auth-clients no", "requirepass open-sesame");
    }

    private void pem(String name, String what, byte[] encoded) throws IOException {
        Files.writeString(directory.resolve(name), "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(encoded) + "\n-----END "
                + what + "-----\n");
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    private Kind claimAt(String uri) {
        RedisOptions client = new RedisOptions().setConnectionString(uri)
                .setNetClientOptions(new NetClientOptions().setHostnameVerificationAlgorithm("HTTPS")
                        .setPemTrustOptions(new PemTrustOptions().addCertPath(directory.resolve("redis.crt").toString())));
        RedisStore store = RedisStore.create(redis.vertx(), client, new RedisStoreOptions(Duration.ofSeconds(2), 100_000));
        try {
            return kind(store.claim(claim(newKey())));
        } finally {
            RedisProcess.get(store.close());
        }
    }

    @Test
    void claimsByTlsAndPassword() {
        assertThat(claimAt("rediss://:open-sesame@127.0.0.1:" + tlsPort)).isEqualTo(Kind.ACQUIRED);
        assertThat(claimAt("valkeys://:open-sesame@127.0.0.1:" + tlsPort)).isEqualTo(Kind.ACQUIRED);
    }

    @Test
    void aWrongPasswordIsSaid() {
        StoreException failure = catchThrowableOfType(StoreException.class,
                () -> claimAt("rediss://:open-barley@127.0.0.1:" + tlsPort));
        assertThat(failure).hasMessageContaining("WRONGPASS").hasMessageContaining("quarkus.redis.password");
        assertThat(failure.maybeApplied()).isFalse();
    }

    @Test
    void plainTextWhereTlsIsSpokenFails() {
        StoreException failure = catchThrowableOfType(StoreException.class,
                () -> claimAt("redis://:open-sesame@127.0.0.1:" + tlsPort));
        assertThat(failure.maybeApplied()).isFalse();
    }
}
