package io.quarkiverse.eventidempotency.deployment.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.DeliveryEnded;
import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.records.DeleteCount;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import redis.embedded.RedisServer;

/** With private keys, neither Redis nor the log sees a key or the id of an event. Operators find records by the plain key. */
class HashedKeysTest {

    private static final String SECRET = "jane.doe@example.com";
    private static final List<String> LOGGED = new CopyOnWriteArrayList<>();
    private static final int PORT = freePort();
    private static RedisServer server;

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handlers.class, Signup.class, RedisMonitor.class))
            .setBeforeAllCustomizer(HashedKeysTest::startRedis)
            .setAfterAllCustomizer(HashedKeysTest::stopRedis)
            .setLogRecordPredicate(
                    record -> LOGGED.add(text(record)) && record.getLevel().intValue() >= Level.SEVERE.intValue())
            .assertLogRecords(records -> {
                assertThat(LOGGED).anyMatch(text -> text.contains("guards")).noneMatch(text -> text.contains(SECRET));
                assertThat(records).isEmpty();
            })
            .overrideConfigKey("quarkus.event-idempotency.hash-keys", "true")
            .overrideConfigKey("quarkus.event-idempotency.log-keys", "true")
            .overrideConfigKey("quarkus.log.min-level", "TRACE")
            .overrideConfigKey("quarkus.log.category.\"io.quarkiverse.eventidempotency\".level", "TRACE")
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideConfigKey("quarkus.redis.hosts", "redis://127.0.0.1:" + PORT);

    private static String text(LogRecord record) {
        return (record instanceof ExtLogRecord extended ? extended.getFormattedMessage() : record.getMessage())
                + record.getThrown();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void startRedis() {
        server = RedisServer.builder().port(PORT).setting("bind 127.0.0.1").setting("save \"\"").build();
        server.start();
    }

    private static void stopRedis() {
        server.stop();
    }

    @ConfigProperty(name = "quarkus.redis.hosts")
    URI hosts;
    @Inject
    Handlers handlers;
    @Inject
    EventIdempotency idempotency;
    @Inject
    IdempotencyRecords records;

    private RedisMonitor redis;

    @BeforeEach
    void start() throws IOException {
        redis = new RedisMonitor(hosts.getPort());
        get(records.delete(RecordFilter.ALL));
        handlers.keys().clear();
        handlers.downstream().clear();
    }

    @AfterEach
    void stop() throws IOException {
        redis.close();
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(20));
    }

    private static String digest(String key) {
        try {
            return "sha256:" + HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void redisHasSeenNoKey() throws Exception {
        assertThat(redis.commands()).anyMatch(command -> command.contains(digest(SECRET)))
                .noneMatch(command -> command.contains(SECRET));
    }

    @Test
    void digestStandsForTheKey() throws Exception {
        Signup event = new Signup(SECRET);
        assertThat(handlers.on(event)).isEqualTo("welcome");
        DuplicateEventException duplicate = catchThrowableOfType(DuplicateEventException.class, () -> handlers.on(event));
        assertThat(duplicate.key()).isEqualTo(digest(SECRET));
        assertThat(duplicate).hasMessageContaining(digest(SECRET)).hasMessageNotContaining(SECRET);

        FoundRecord found = get(records.find("signups", SECRET)).orElseThrow();
        assertThat(found.storeKey()).isEqualTo("idempotency:events:signups:" + digest(SECRET));
        assertThat(found.record().key()).isEqualTo(digest(SECRET));
        assertThat(found.record().eventId()).as("it is the key of this event").isNull();
        assertThat(handlers.keys()).hasSize(3).containsOnly(digest(SECRET));
        redisHasSeenNoKey();
    }

    @Test
    void operatorFindsByThePlainKeyAndByItsDigest() throws Exception {
        handlers.on(new Signup(SECRET));
        handlers.on(new Signup("another"));
        assertThat(count(SECRET)).isEqualTo(1);
        assertThat(count(digest(SECRET))).isEqualTo(1);
        assertThat(count(digest(SECRET).substring(0, 19))).as("as messages name keys").isEqualTo(1);
        assertThat(count(SECRET.substring(1))).as("a part of a key").isZero();
        assertThat(get(records.delete(RecordFilter.ALL.withKeyText(SECRET)))).isEqualTo(new DeleteCount(1, 0));
        assertThat(get(records.delete("signups", "another"))).isEqualTo(DeleteResult.DELETED);
        redisHasSeenNoKey();
    }

    private long count(String keyText) {
        return get(records.count(RecordFilter.ALL.withKeyText(keyText), 100)).n();
    }

    @Test
    void keysOfCodeAreHashedToo() throws Exception {
        assertThat(idempotency.scope("code", String.class).runBlocking(SECRET, () -> "first")).isEqualTo("first");
        assertThat(idempotency.scope("code", String.class).runBlocking(SECRET, () -> "second")).isEqualTo("first");
        assertThat(get(records.forceFail("code", SECRET + "!", "by hand"))).hasToString("FORCED");
        assertThat(get(records.find("code", SECRET + "!"))).isPresent();
        redisHasSeenNoKey();
    }

    @Test
    void failureIsLoggedWithoutTheKey() throws Exception {
        assertThatThrownBy(() -> handlers.fail(SECRET)).isInstanceOf(IllegalStateException.class);
        assertThat(get(records.release("failures", SECRET))).hasToString("RELEASED");
        redisHasSeenNoKey();
    }

    @Test
    void downstreamKeyIsTheSameInEachAttempt() {
        assertThatThrownBy(() -> handlers.fail(SECRET)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> handlers.fail(SECRET)).isInstanceOf(IllegalStateException.class);
        assertThat(handlers.downstream()).hasSize(2).doesNotContain(digest(SECRET).substring(7));
        assertThat(handlers.downstream().get(0)).isEqualTo(handlers.downstream().get(1));
    }

    record Signup(String eventId) implements IdempotentEvent {
    }

    @ApplicationScoped
    static class Handlers {

        private final List<String> keys = new CopyOnWriteArrayList<>();
        private final List<String> downstream = new CopyOnWriteArrayList<>();

        @Idempotent(scope = "signups", onDuplicate = OnDuplicate.FAIL)
        String on(Signup event) {
            keys.add(IdempotencyContext.current().key());
            return "welcome";
        }

        @Idempotent(scope = "failures", key = "{mail}")
        void fail(String mail) {
            downstream.add(IdempotencyContext.current().downstreamKey("mails"));
            throw new IllegalStateException("no mail server");
        }

        List<String> keys() {
            return keys;
        }

        List<String> downstream() {
            return downstream;
        }

        void ended(@Observes DeliveryEnded delivery) {
            keys.add(delivery.key());
        }
    }
}
