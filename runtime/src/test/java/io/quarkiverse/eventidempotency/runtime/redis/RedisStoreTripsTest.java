package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.claim;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.complete;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.fail;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.kind;
import static io.quarkiverse.eventidempotency.runtime.redis.Requests.newKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.cache.CachedStore;
import io.quarkiverse.eventidempotency.runtime.cache.NearCache;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;

/** How often each step goes to the server and back, as the server sees it. */
class RedisStoreTripsTest {

    private final RedisProcess redis = RedisProcess.shared();
    private final RedisStore store = RedisStore.create(redis.vertx(), redis.options(),
            new RedisStoreOptions(Duration.ofSeconds(15), 100_000));
    private Socket monitor;
    private BufferedReader lines;

    @BeforeEach
    void warmUpAndWatch() throws IOException {
        ClaimRequest warm = claim(newKey(), true);
        await(store.claim(warm));
        await(store.renew(warm.storeKey(), warm.owner(), Requests.HOLD));
        await(store.settle(complete(warm, "1")));
        monitor = new Socket("127.0.0.1", redis.port());
        monitor.setSoTimeout(20_000);
        lines = new BufferedReader(new InputStreamReader(monitor.getInputStream(), UTF_8));
        monitor.getOutputStream().write("MONITOR\r\n".getBytes(UTF_8));
        assertThat(lines.readLine()).isEqualTo("+OK");
    }

    @AfterEach
    void close() throws IOException {
        monitor.close();
        RedisProcess.get(store.close());
    }

    /** {@return the commands on a record since the last look, without those of scripts} */
    private List<String> trips(ClaimRequest request) throws IOException {
        String end = UUID.randomUUID().toString();
        redis.command("ECHO", end);
        List<String> commands = new ArrayList<>();
        for (String line = lines.readLine(); !line.contains(end); line = lines.readLine()) {
            if (line.contains("\"" + request.storeKey() + "\"") && !line.contains(" lua]")) {
                commands.add(line.split("\"")[1].toLowerCase(Locale.ROOT));
            }
        }
        return commands;
    }

    @Test
    void freshKey() throws IOException {
        ClaimRequest request = claim(newKey());
        assertThat(kind(store.claim(request))).isEqualTo(Kind.ACQUIRED);
        assertThat(trips(request)).containsExactly("set");
        assertThat(await(store.settle(complete(request, "1")))).isEqualTo(SettleReply.OK);
        assertThat(trips(request)).containsExactly("evalsha");
    }

    @Test
    void duplicate() throws IOException {
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        await(store.settle(complete(request, "1")));
        trips(request);
        assertThat(kind(store.claim(claim(request.key())))).isEqualTo(Kind.DUPLICATE);
        assertThat(trips(request)).containsExactly("set");
        assertThat(kind(store.claim(claim(request.key(), true)))).isEqualTo(Kind.DUPLICATE);
        assertThat(trips(request)).containsExactly("evalsha");
    }

    /** The claim that finds a record of another process does not return its time-to-live; the next one does. */
    @Test
    void duplicateBehindANearCache() throws IOException {
        IdempotencyStore cached = CachedStore.of(store, new NearCache(1_000_000, System::nanoTime), Clock.systemUTC(),
                scope -> {
                });
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        await(store.settle(complete(request, "1")));
        trips(request);
        for (List<String> trips : List.of(List.of("set"), List.of("evalsha"), List.<String> of())) {
            ClaimReply duplicate = await(cached.claim(Requests.cached(request.key())));
            assertThat(duplicate.kind()).isEqualTo(Kind.DUPLICATE);
            assertThat(duplicate.record().result()).isEqualTo("1");
            assertThat(trips(request)).isEqualTo(trips);
        }
    }

    @Test
    void inFlight() throws IOException {
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        trips(request);
        assertThat(kind(store.claim(claim(request.key())))).isEqualTo(Kind.IN_FLIGHT);
        assertThat(trips(request)).containsExactly("set", "evalsha");
        assertThat(kind(store.claim(claim(request.key(), true)))).isEqualTo(Kind.IN_FLIGHT);
        assertThat(trips(request)).containsExactly("evalsha");
    }

    @Test
    void retry() throws IOException {
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        await(store.settle(fail(request)));
        trips(request);
        ClaimRequest second = claim(request.key());
        assertThat(await(store.claim(second)).attempt()).isEqualTo(2);
        await(store.settle(complete(second, "1")));
        assertThat(trips(request)).containsExactly("set", "evalsha", "evalsha");
    }

    @Test
    void takeover() throws IOException {
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        redis.command("PEXPIRE", request.storeKey(), Requests.HOLD - Requests.LEASE);
        trips(request);
        ClaimRequest second = claim(request.key());
        assertThat(await(store.claim(second)).attempt()).isEqualTo(2);
        await(store.settle(complete(second, "1")));
        assertThat(trips(request)).containsExactly("set", "evalsha", "evalsha");
    }

    @Test
    void renewal() throws IOException {
        ClaimRequest request = claim(newKey());
        await(store.claim(request));
        trips(request);
        assertThat(await(store.renew(request.storeKey(), request.owner(), Requests.HOLD))).isEqualTo(RenewReply.OK);
        assertThat(trips(request)).containsExactly("evalsha");
    }
}
