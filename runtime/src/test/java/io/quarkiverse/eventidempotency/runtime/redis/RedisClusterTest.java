package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.kind;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;

import io.quarkiverse.eventidempotency.runtime.engine.records.RecordsContractTest;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;

/** The store on a Redis Cluster: the contract, keys of all nodes at once, slots that move, a node that is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class RedisClusterTest {

    private RedisCluster cluster;
    private RedisStore store;

    @BeforeAll
    void start() throws IOException {
        cluster = new RedisCluster();
        store = RedisStore.create(cluster.vertx(), cluster.options(), new RedisStoreOptions(Duration.ofSeconds(15), 100_000));
    }

    @AfterAll
    void stop() {
        RedisProcess.get(store.close());
        cluster.close();
    }

    private static <T> Uni<T> retried(Uni<T> step) {
        return step.onFailure(StoreException.class).retry().withBackOff(Duration.ofMillis(20), Duration.ofMillis(500))
                .expireIn(60_000);
    }

    @Nested
    @Order(1)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class Contract extends RedisStoreContractTest {

        @Override
        RedisProcess server() {
            return cluster.node(0);
        }

        @Override
        Vertx vertx() {
            return cluster.vertx();
        }

        @Override
        RedisOptions client() {
            return cluster.options();
        }

        @Override
        Response command(String command, Object... arguments) {
            return cluster.command(command, arguments);
        }
    }

    /** Operators, whose listings go over all nodes. */
    @Nested
    @Order(1)
    class Records extends RecordsContractTest {

        @Override
        protected RecordStore store() {
            return store;
        }

        @Override
        protected void put(String storeKey, String value, long ttlMillis) {
            if (ttlMillis < 0) {
                cluster.command("SET", storeKey, value);
            } else {
                cluster.command("SET", storeKey, value, "PX", ttlMillis);
            }
        }

        @Override
        protected boolean putOtherType(String storeKey) {
            cluster.command("RPUSH", storeKey, "one", "two");
            return true;
        }
    }

    @Nested
    @Order(2)
    class Scans {

        private List<String> scanAll(String prefix) {
            List<String> found = new ArrayList<>();
            String cursor = null;
            do {
                StoreKeys step = await(store.scan(prefix, "", cursor, 100));
                found.addAll(step.storeKeys());
                cursor = step.next();
            } while (cursor != null);
            return found;
        }

        private List<String> fill(String prefix, int count) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                cluster.command("SET", prefix + i, "x");
                keys.add(prefix + i);
            }
            return keys;
        }

        @Test
        void keysOfAllNodes() {
            List<String> keys = fill("scan:all:", 1_000);
            assertThat(keys.stream().map(cluster::masterOf).distinct()).hasSize(3);
            assertThat(scanAll("scan:all:")).containsExactlyInAnyOrderElementsOf(keys);
        }

        @Test
        void keysThatAreAllOnOneNode() {
            List<String> keys = fill("{scan}:one:", 300);
            assertThat(scanAll("{scan}:one:")).containsExactlyInAnyOrderElementsOf(keys);
            List<String> open = fill("scan{:open:", 300);
            assertThat(scanAll("scan{:open:")).containsExactlyInAnyOrderElementsOf(open);
        }

        @Test
        void keysOfASlotThatMoves() {
            List<String> keys = fill("scan:moving:", 500);
            List<String> tagged = fill("scan:moving:{scan}:", 20);
            keys.addAll(tagged);
            int slot = cluster.slot(tagged.get(0));
            int from = cluster.masterOf(tagged.get(0));
            int to = (from + 1) % 3;
            cluster.node(to).command("CLUSTER", "SETSLOT", slot, "IMPORTING", cluster.id(from));
            cluster.node(from).command("CLUSTER", "SETSLOT", slot, "MIGRATING", cluster.id(to));
            for (String moved : tagged.subList(0, 10)) {
                cluster.node(from).command("MIGRATE", "127.0.0.1", cluster.node(to).port(), moved, 0, 5000);
            }
            assertThat(scanAll("scan:moving:")).containsExactlyInAnyOrderElementsOf(keys);
            for (String key : tagged) {
                assertThat(await(store.find(key))).as(key).isPresent();
            }
            for (String moved : tagged.subList(10, 20)) {
                cluster.node(from).command("MIGRATE", "127.0.0.1", cluster.node(to).port(), moved, 0, 5000);
            }
            for (int node : new int[] { to, from, 3 - to - from }) {
                cluster.node(node).command("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(to));
            }
            assertThat(scanAll("scan:moving:")).containsExactlyInAnyOrderElementsOf(keys);

            // the first slot of a node, which leads to it
            int first = 16384 / 3;
            cluster.node(2).command("CLUSTER", "SETSLOT", first, "IMPORTING", cluster.id(1));
            cluster.node(1).command("CLUSTER", "SETSLOT", first, "MIGRATING", cluster.id(2));
            for (int node : new int[] { 2, 1, 0 }) {
                cluster.node(node).command("CLUSTER", "SETSLOT", first, "NODE", cluster.id(2));
            }
            assertThat(scanAll("scan:moving:")).containsAll(keys);
        }

        @Test
        void aCursorOfAnotherRunBeginsAnew() {
            List<String> keys = fill("scan:run:", 300);
            StoreKeys first = await(store.scan("scan:run:", "", null, 10));
            String other = first.next().replaceFirst("\\.[0-9a-f]{40}\\.", "." + "0".repeat(40) + ".");
            assertThat(other).isNotEqualTo(first.next());
            List<String> found = new ArrayList<>();
            for (String cursor = other; cursor != null;) {
                StoreKeys step = await(store.scan("scan:run:", "", cursor, 100));
                found.addAll(step.storeKeys());
                cursor = step.next();
            }
            assertThat(found).containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    @Nested
    @Order(2)
    class Nodes {

        @Test
        void keysOfAllNodesAtOnce() {
            List<ClaimRequest> requests = new ArrayList<>();
            List<Uni<ClaimReply>> claims = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                ClaimRequest request = claim(newKey());
                requests.add(request);
                claims.add(store.claim(request));
            }
            assertThat(await(Uni.join().all(claims).andFailFast()))
                    .allMatch(reply -> reply.kind() == Kind.ACQUIRED && reply.attempt() == 1);
            assertThat(requests.stream().map(request -> cluster.masterOf(request.storeKey())).distinct().limit(3)).hasSize(3);
            List<Uni<SettleReply>> settlements = new ArrayList<>();
            requests.forEach(request -> settlements.add(store.settle(complete(request, "1"))));
            assertThat(await(Uni.join().all(settlements).andFailFast())).containsOnly(SettleReply.OK);
            List<Uni<ClaimReply>> again = new ArrayList<>();
            requests.forEach(request -> again.add(store.claim(claim(request.key()))));
            assertThat(await(Uni.join().all(again).andFailFast())).allMatch(reply -> reply.kind() == Kind.DUPLICATE);
        }

        @Test
        void aSlotMoves() {
            ClaimRequest here = claim("{tag}" + newKey());
            assertThat(kind(store.claim(here))).isEqualTo(Kind.ACQUIRED);
            int from = cluster.masterOf(here.storeKey());
            int to = (from + 1) % 3;
            int slot = cluster.slot(here.storeKey());
            cluster.node(to).command("CLUSTER", "SETSLOT", slot, "IMPORTING", cluster.id(from));
            cluster.node(from).command("CLUSTER", "SETSLOT", slot, "MIGRATING", cluster.id(to));

            // not moved yet, and a new one is asked of the node that the slot moves to
            assertThat(kind(store.claim(claim(here.key())))).isEqualTo(Kind.IN_FLIGHT);
            ClaimRequest there = claim("{tag}" + newKey());
            assertThat(kind(store.claim(there))).isEqualTo(Kind.ACQUIRED);
            assertThat(cluster.node(to).command("CLUSTER", "COUNTKEYSINSLOT", slot).toInteger()).isEqualTo(1);

            cluster.node(from).command("MIGRATE", "127.0.0.1", cluster.node(to).port(), here.storeKey(), 0, 5000);
            assertThat(await(store.settle(complete(here, "1")))).isEqualTo(SettleReply.OK);
            for (int node : new int[] { to, from, 3 - to - from }) {
                cluster.node(node).command("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(to));
            }
            assertThat(kind(store.claim(claim(here.key())))).isEqualTo(Kind.DUPLICATE);
            assertThat(await(store.settle(complete(there, "1")))).isEqualTo(SettleReply.OK);
            assertThat(kind(store.claim(claim(there.key())))).isEqualTo(Kind.DUPLICATE);
        }
    }

    /** Of a user who may not ask what the server is. */
    @Nested
    @Order(2)
    class Unnamed {

        private RedisStore blind;

        @BeforeEach
        void connect() {
            cluster.commandAll("ACL", "SETUSER", "quiet", "on", ">secret", "~*", "+@all", "-info");
            blind = RedisStore.create(cluster.vertx(), cluster.options("quiet:secret@"),
                    new RedisStoreOptions(Duration.ofSeconds(15), 100_000));
        }

        @AfterEach
        void close() {
            RedisProcess.get(blind.close());
        }

        private void claimAtOnce(int count, String tag) {
            List<Uni<ClaimReply>> claims = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                claims.add(blind.claim(claim(tag + newKey())));
            }
            assertThat(await(Uni.join().all(claims).andFailFast()))
                    .allMatch(reply -> reply.kind() == Kind.ACQUIRED && reply.attempt() == 1);
        }

        @Test
        void aClusterThatMayNotSayThatItIsOne() {
            claimAtOnce(500, "");
        }

        @Test
        void aSlotHasMovedUnderABatch() {
            String tag = "{moved}";
            await(blind.claim(claim(newKey())));
            int slot = cluster.slot(claim(tag).storeKey());
            int from = cluster.masterOf(claim(tag).storeKey());
            int to = (from + 1) % 3;
            // as an operator moves it: the one that imports it then counts more than all others
            cluster.node(to).command("CLUSTER", "SETSLOT", slot, "IMPORTING", cluster.id(from));
            cluster.node(from).command("CLUSTER", "SETSLOT", slot, "MIGRATING", cluster.id(to));
            for (int node : new int[] { to, from, 3 - to - from }) {
                cluster.node(node).command("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(to));
            }
            claimAtOnce(200, tag);
        }
    }

    @Nested
    @Order(2)
    class OneNodeRefusesACommand {

        @Test
        void noKeyIsClaimedUntilItIsGranted() {
            cluster.commandAll("ACL", "SETUSER", "lacking", "on", ">secret", "~*", "+@all");
            cluster.node(1).command("ACL", "SETUSER", "lacking", "-pexpire");
            RedisStore lacking = RedisStore.create(cluster.vertx(), cluster.options("lacking:secret@"),
                    new RedisStoreOptions(Duration.ofSeconds(15), 100_000));
            for (int i = 0; i < 10; i++) {
                assertThat(catchThrowableOfType(StoreException.class, () -> await(lacking.claim(claim(newKey())))))
                        .hasMessageContaining("ACL SETUSER lacking +pexpire");
            }
            cluster.node(1).command("ACL", "SETUSER", "lacking", "+pexpire");
            assertThat(await(retried(lacking.claim(claim(newKey())))).kind()).isEqualTo(Kind.ACQUIRED);
            RedisProcess.get(lacking.close());
        }
    }

    @Nested
    @Order(3)
    class Failover {

        @Test
        void aMasterIsKilled() {
            ClaimRequest before = claim(newKey());
            await(store.claim(before));
            await(store.settle(complete(before, "1")));
            int victim = cluster.masterOf(before.storeKey());
            assertThat(cluster.node(victim).command("WAIT", 1, 5_000).toInteger()).isEqualTo(1);
            cluster.node(victim).kill();

            List<Uni<ClaimReply>> claims = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                claims.add(retried(store.claim(claim(newKey()))));
            }
            List<ClaimReply> replies = Uni.join().all(claims).andFailFast().await().atMost(Duration.ofSeconds(70));
            assertThat(replies).allMatch(reply -> reply.kind() == Kind.ACQUIRED && reply.attempt() == 1);
            assertThat(kind(retried(store.claim(claim(before.key()))))).isEqualTo(Kind.DUPLICATE);
        }
    }
}
