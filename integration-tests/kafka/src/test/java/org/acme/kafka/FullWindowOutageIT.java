package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Redis that runs out of memory, or fails over, while two processes have claimed as many keys ahead, and have as many
 * completions in flight, as they can.
 */
@ExtendWith({ Servers.class, ShowLogs.class })
class FullWindowOutageIT {

    private static final int ORDERS = 40_000;
    private static final int BODIES_BEFORE = 1_000;

    /** Two processes of one group, on one link to their Redis. */
    private record Pair(FullWindow window, SlowLink link, ShopProcess one, ShopProcess other) implements AutoCloseable {

        /** Starts the processes, and returns when the windows of both are full. */
        static Pair start(Shop shop, String test) throws Exception {
            FullWindow window = new FullWindow(shop, test, ORDERS);
            window.createTopic();
            SlowLink link = window.link();
            Pair pair = new Pair(window, link, window.start("one", link), window.start("other", link));
            await("Both processes").atMost(FullWindow.TIMEOUT).until(() -> shop.broker().members(test) == 2);
            window.send();
            window.awaitFull(pair.one, BODIES_BEFORE);
            window.awaitFull(pair.other, BODIES_BEFORE);
            return pair;
        }

        List<Journaled> bodies() throws Exception {
            return Stream.concat(one.bodies().stream(), other.bodies().stream()).toList();
        }

        void assertRanOnce() throws Exception {
            assertThat(again(FullWindow.ids(bodies()))).isEmpty();
            assertRanAll();
            assertThat(one.isUp("live")).isTrue();
        }

        void assertRanAll() throws Exception {
            assertThat(Set.copyOf(FullWindow.ids(bodies()))).isEqualTo(window.all());
            assertThat(other.isUp("live")).isTrue();
        }

        @Override
        public void close() throws Exception {
            one.close();
            other.close();
            link.close();
        }
    }

    /** {@return the orders that ran before, for each further run} */
    private static List<String> again(List<String> ran) {
        Set<String> known = new HashSet<>();
        return ran.stream().filter(order -> !known.add(order)).toList();
    }

    @Test
    void nothingRunsAgainWhenRedisIsOutOfMemory(Shop shop) throws Exception {
        try (Pair pair = Pair.start(shop, "full-memory")) {
            int errorsBefore = shop.redis().errors("OOM");
            pair.window().holdCompletions(pair.link(), pair.one());
            shop.redis().limitMemory(1);
            pair.link().release();
            int held;
            int open;
            try {
                await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
                held = pair.bodies().size();
                // for longer than a lease
                await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10))
                        .until(() -> pair.bodies().size() == held);
                open = pair.window().unstored(pair.bodies()).size();
            } finally {
                shop.redis().limitMemory(0);
            }
            pair.window().awaitCommitted();
            System.out.printf("Out of memory: %d bodies before it ended, %d of them without a completion, %d errors%n", held,
                    open, shop.redis().errors("OOM") - errorsBefore);
            assertThat(open).isBetween(2, 2 * FullWindow.MOST_OPEN);
            assertThat(shop.redis().errors("OOM")).isGreaterThan(errorsBefore);
            pair.assertRanOnce();
        }
    }

    /** The old primary answers on, as a replica that may only be read. */
    @Test
    void nothingRunsAgainWhenThePrimaryIsDemoted(Shop servers) throws Exception {
        try (Redis primary = new Redis(); Redis replica = new Redis()) {
            replica.follow(primary);
            try (Pair pair = Pair.start(new Shop(servers.broker(), primary), "full-demoted")) {
                int before = pair.bodies().size();
                primary.failOverTo(replica);
                await("A refusal").until(() -> primary.errors("READONLY") > 0);
                pair.link().leadTo(URI.create(replica.address()));
                pair.window().awaitCommitted();
                System.out.printf("Demoted: %d bodies before it, %d refused commands%n", before, primary.errors("READONLY"));
                pair.assertRanOnce();
            }
        }
    }

    /**
     * A replica gets the writes of its primary after their confirmation. It lacks those since it lost touch, and a process that
     * is killed at the same time has runs without a completion. Both are causes to run again.
     */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void onlyBodiesWithoutCompletionOnThePromotedReplicaRunAgain(boolean inStep, Shop servers) throws Exception {
        try (Redis primary = new Redis(); Redis replica = new Redis()) {
            replica.follow(primary);
            try (Pair pair = Pair.start(new Shop(servers.broker(), primary),
                    "full-promoted-" + (inStep ? "in-step" : "behind"))) {
                if (!inStep) {
                    replica.promote();
                    int bodies = pair.one().bodies().size();
                    await().atMost(FullWindow.TIMEOUT).until(() -> pair.one().bodies().size() > bodies + 4 * FullWindow.MOST);
                }
                pair.window().holdCompletions(pair.link(), pair.one());
                if (inStep) {
                    await("The replica").until(() -> replica.isInStepWith(primary));
                }
                pair.one().kill();
                primary.kill();
                replica.promote();
                FullWindow window = pair.window().on(replica);
                List<String> ofKilled = FullWindow.ids(window.unstored(pair.one().bodies()));
                List<String> causes = new ArrayList<>(ofKilled);
                if (!inStep) {
                    causes.addAll(FullWindow.ids(window.unstored(pair.other().bodies())));
                }
                pair.link().leadTo(URI.create(replica.address()));
                pair.link().release();
                window.awaitCommitted();

                List<String> killed = FullWindow.ids(pair.one().bodies());
                List<String> again = again(FullWindow.ids(pair.bodies()));
                System.out.printf("Promoted %s: %d bodies of the killed process, %d of them without a completion there;"
                        + " %d ran again%n", inStep ? "in step" : "behind", killed.size(), ofKilled.size(), again.size());
                assertThat(again).isNotEmpty().doesNotHaveDuplicates().isSubsetOf(causes);
                if (inStep) {
                    assertThat(ofKilled).hasSizeBetween(2, FullWindow.MOST_OPEN)
                            .isEqualTo(FullWindow.last(killed, ofKilled.size()));
                } else {
                    assertThat(ofKilled).hasSizeGreaterThan(FullWindow.MOST_OPEN);
                }
                pair.assertRanAll();
            }
        }
    }
}
