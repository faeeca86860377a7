package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.kind;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.LoggedWarnings;
import io.quarkiverse.eventidempotency.runtime.redis.command.Script;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;

/** Users and servers without a command that every delivery needs: no event is claimed. */
class CommandCheckTest {

    private static final String ALL = "+set +get +getrange +eval +evalsha +pttl +pexpire +time +info +client|id";

    private final LoggedWarnings log = new LoggedWarnings("io.quarkiverse.eventidempotency.redis");
    private RedisProcess redis;
    private RedisStore store;

    private void start(RedisProcess server, String rules) {
        start(server, rules, RedisStoreOptions.DEFAULT);
    }

    private void start(RedisProcess server, String rules, RedisStoreOptions options) {
        redis = server;
        allow("reset on >secret ~test:* " + rules);
        store = RedisStore.create(redis.vertx(),
                new RedisOptions().setConnectionString(redis.uri().replace("//", "//shop:secret@")), options);
        store.start();
    }

    private void allow(String rules) {
        redis.command("ACL", Stream.concat(Stream.of("SETUSER", "shop"), Stream.of(rules.split(" "))).toArray());
    }

    @AfterEach
    void close() {
        RedisProcess.get(store.close());
        redis.close();
        log.close();
    }

    private StoreException refusal() {
        return catchThrowableOfType(StoreException.class, () -> await(store.claim(claim(newKey()))));
    }

    private List<String> logged(String code) {
        return log.messages().stream().filter(message -> message.startsWith(code)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = { "get", "getrange", "set", "eval", "evalsha", "pttl", "pexpire", "time" })
    void claimsNothingUntilTheUserMayRun(String command) {
        start(new RedisProcess(), ALL + " -" + command);
        for (int i = 0; i < 3; i++) {
            assertThat(refusal()).hasMessageContaining("ACL SETUSER shop +" + command).extracting(StoreException::maybeApplied)
                    .isEqualTo(false);
        }
        assertThat(logged("QEI00109")).hasSize(1).first().asString().contains("ACL SETUSER shop +" + command,
                "127.0.0.1:" + redis.port());
        assertThat(redis.command("DBSIZE").toInteger()).isZero();

        allow("+" + command);
        Awaitility.await().until(() -> store.claim(claim(newKey())).map(reply -> true).onFailure().recoverWithItem(false)
                .await().indefinitely());
    }

    @Test
    void allMissingCommandsAreNamedAtOnce() {
        start(new RedisProcess(), ALL + " -pttl -pexpire -evalsha");
        assertThat(refusal()).hasMessageContaining("ACL SETUSER shop +evalsha +pttl +pexpire");
    }

    @ParameterizedTest
    @ValueSource(strings = { "EVALSHA", "EVAL", "PEXPIRE", "TIME" })
    void claimsNothingOnAServerThatDoesNotKnow(String command) {
        start(new RedisProcess("rename-command " + command + " \"\""), "+@all");
        assertThat(refusal()).hasMessageContaining(command).hasMessageContaining("rename-command");
        assertThat(logged("QEI00109")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({ "get", "eval", "pttl" })
    void redis62(String command) {
        start(new RedisProcess(Redis62ContractTest.version62()), ALL + " -" + command);
        assertThat(refusal()).hasMessageContaining("ACL SETUSER shop +" + command);
    }

    /** Such as a Cluster that is not complete. */
    @Test
    void serverThatRunsNothingIsCheckedOnceItDoes() {
        start(new RedisProcess("cluster-enabled yes", "cluster-port " + RedisProcess.freePort()), ALL + " +cluster -pexpire",
                RedisStoreOptions.DEFAULT.withKeyPrefix("test:"));
        assertThat(refusal()).hasMessageContaining("CLUSTERDOWN");
        redis.command("CLUSTER", "ADDSLOTSRANGE", 0, 16_383);
        Awaitility.await().until(() -> redis.command("CLUSTER", "INFO").toString().contains("cluster_state:ok"));
        Awaitility.await().untilAsserted(() -> assertThat(refusal()).hasMessageContaining("ACL SETUSER shop +pexpire"));
        assertThat(redis.command("DBSIZE").toInteger()).isZero();
    }

    /** As the page on Redis names them. */
    @Test
    void documentedCommandsAreEnoughOnACluster() {
        start(new RedisProcess("cluster-enabled yes", "cluster-port " + RedisProcess.freePort()),
                ALL + " +client|kill +cluster|slots", RedisStoreOptions.DEFAULT.withKeyPrefix("test:"));
        redis.command("CLUSTER", "ADDSLOTSRANGE", 0, 16_383);
        Awaitility.await().until(() -> redis.command("CLUSTER", "INFO").toString().contains("cluster_state:ok"));
        RedisStore ofCluster = RedisStore.create(redis.vertx(), new RedisOptions().setType(RedisClientType.CLUSTER)
                .setConnectionString(redis.uri().replace("//", "//shop:secret@")),
                RedisStoreOptions.DEFAULT.withKeyPrefix("test:"));
        assertThat(kind(ofCluster.claim(claim(newKey())))).isEqualTo(Kind.ACQUIRED);
        RedisProcess.get(ofCluster.close());
    }

    @Test
    void aCommandIsTakenAwayLater() {
        start(new RedisProcess(), ALL);
        List<ClaimRequest> running = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            running.add(claim(newKey()));
            assertThat(kind(store.claim(running.get(i)))).isEqualTo(Kind.ACQUIRED);
        }
        allow("-pexpire");
        running.stream().map(one -> store.renew(one.storeKey(), one.owner(), Requests.HOLD).subscribeAsCompletionStage())
                .toList().forEach(renewal -> assertThat(renewal.handle((reply, failure) -> failure).join())
                        .isInstanceOf(StoreException.class).hasMessageContaining("+pexpire"));
        assertThat(logged("QEI00110")).hasSize(1).first().asString().contains("ACL SETUSER shop", "+pexpire");
        assertThat(refusal()).hasMessageContaining("ACL SETUSER shop +pexpire");
        assertThat(logged("QEI00109")).hasSize(1);

        allow("+pexpire");
        Awaitility.await().until(() -> store.settle(complete(running.get(0), "1")).map(reply -> true)
                .onFailure().recoverWithItem(false).await().indefinitely());
    }

    @Test
    void aRefusedStepOfAnOperatorNamesItsCommandsAndHarmsNoDelivery() {
        start(new RedisProcess(), ALL);
        assertThat(catchThrowableOfType(StoreException.class, () -> await(store.scan("test:", "", null, 100))))
                .hasMessageContaining("+eval +evalsha +scan");
        assertThat(kind(store.claim(claim(newKey())))).isEqualTo(Kind.ACQUIRED);
        assertThat(log.messages()).isEmpty();
    }

    /** Otherwise the check would miss one of them. */
    @Test
    void checksEveryCommandOfTheScriptsOfDeliveries() {
        start(new RedisProcess(), ALL);
        String check = new String(Script.CHECK.text());
        Set<String> needed = new TreeSet<>();
        for (Script script : new Script[] { Script.CLAIM, Script.SETTLE, Script.RENEW, Script.FIND }) {
            needed.addAll(script.commands());
        }
        needed.removeAll(Set.of("EVAL", "EVALSHA"));
        assertThat(needed).isNotEmpty().allSatisfy(command -> assertThat(check).contains("{'" + command + "'"));
    }
}
