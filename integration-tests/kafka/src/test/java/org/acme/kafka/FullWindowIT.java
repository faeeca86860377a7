package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults while as many keys are claimed ahead, and as many completions are in flight, as there can be. Redis is 5 ms away in
 * each direction and the handler is a no-op, so that windows grow to their maximum. Each order is sent once.
 */
@ExtendWith({ Servers.class, ShowLogs.class })
class FullWindowIT {

    private static final int ORDERS = 20_000;

    private static FullWindow filled(Shop shop, String test) throws Exception {
        FullWindow window = new FullWindow(shop, test, ORDERS);
        window.createTopic();
        window.send();
        return window;
    }

    /** {@return how many of the bodies ran again elsewhere: the last ones} */
    private static int suffix(List<String> bodies, Set<String> elsewhere) {
        List<String> again = bodies.stream().filter(elsewhere::contains).toList();
        assertThat(again).hasSizeLessThanOrEqualTo(FullWindow.MOST_OPEN)
                .isEqualTo(bodies.subList(bodies.size() - again.size(), bodies.size()));
        return again.size();
    }

    @ParameterizedTest
    @ValueSource(strings = { "KILL", "TERM" })
    void onlyTheLastBodiesOfAnEndedProcessRunAgain(String signal, Shop shop) throws Exception {
        String test = "full-" + signal.toLowerCase();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        FullWindow window = filled(shop, test);
        List<List<String>> processes = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            try (SlowLink link = window.link();
                    ShopProcess process = window.start("round-" + round, link)) {
                window.awaitFull(process, 500 + random.nextInt(2_000));
                if (round == 3 && signal.equals("KILL")) {
                    window.holdCompletions(link, process); // so that they are lost
                }
                process.signal(signal);
                process.awaitEnd();
                processes.add(FullWindow.ids(process.bodies()));
            }
        }
        try (SlowLink link = window.link(); ShopProcess last = window.start("last", link)) {
            window.awaitCommitted();
            processes.add(FullWindow.ids(last.bodies()));
        }
        List<Integer> again = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            assertThat(processes.get(i)).doesNotHaveDuplicates();
            again.add(suffix(processes.get(i),
                    processes.subList(i + 1, processes.size()).stream().flatMap(List::stream).collect(Collectors.toSet())));
        }
        System.out.printf("%s, seed %d: bodies of each process %s, of which ran again %s%n", signal, seed,
                processes.stream().map(List::size).toList(), again);
        assertThat(processes.stream().flatMap(List::stream).collect(Collectors.toSet())).isEqualTo(window.all());
        if (signal.equals("KILL")) {
            assertThat(again.get(2)).isGreaterThan(1);
        } else {
            assertThat(again).containsOnly(0);
        }
    }

    /** One body can begin late: that of a process which was stopped between its last check of the lease and the body. */
    @Test
    void onlyTheLastBodiesOfAStoppedProcessRunAgain(Shop shop) throws Exception {
        String test = "full-stopped";
        FullWindow window = filled(shop, test);
        try (SlowLink link = window.link(); ShopProcess stopped = window.start("stopped", link)) {
            window.awaitFull(stopped, 1_000);
            stopped.signal("STOP");
            List<String> before = FullWindow.ids(stopped.bodies());
            try (ShopProcess other = window.start("other", link)) {
                // it has waited for the leases of the stopped process
                await().atMost(FullWindow.TIMEOUT).until(() -> other.bodies().size() > FullWindow.MOST);
                stopped.signal("CONT");
                window.awaitCommitted();
                List<String> all = FullWindow.ids(stopped.bodies());
                List<String> after = all.subList(before.size(), all.size());
                Set<String> elsewhere = Set.copyOf(FullWindow.ids(other.bodies()));
                int again = suffix(before, elsewhere);
                List<String> late = after.stream().filter(elsewhere::contains).toList();
                System.out.printf("STOP: %d bodies before, %d after it, %d elsewhere; %d ran again, %d began late%n",
                        before.size(), after.size(), elsewhere.size(), again, late.size());
                assertThat(late).isSubsetOf(after.isEmpty() ? List.of() : after.subList(0, 1));
                assertThat(all).doesNotHaveDuplicates();
                assertThat(other.bodies()).extracting(Journaled::order).doesNotHaveDuplicates();
                assertThat(Stream.concat(all.stream(), elsewhere.stream()).collect(Collectors.toSet())).isEqualTo(window.all());
            }
        }
    }

    @Test
    void nothingRunsAgainWhenRedisIsKilledAndStartedAgain(Shop shop) throws Exception {
        String test = "full-redis-killed";
        FullWindow window = filled(shop, test);
        try (SlowLink link = window.link(); ShopProcess process = window.start("only", link)) {
            window.awaitFull(process, 1_000);
            shop.redis().restart();
            window.awaitCommitted();
            List<String> ran = FullWindow.ids(process.bodies());
            assertThat(ran).doesNotHaveDuplicates();
            assertThat(Set.copyOf(ran)).isEqualTo(window.all());
            assertThat(process.isUp("live")).isTrue();
        }
    }

    @Test
    void offsetsAreCommittedUpToTheFirstCompletionThatIsNotStored(Shop shop) throws Exception {
        String test = "full-commits";
        FullWindow window = filled(shop, test);
        try (SlowLink link = window.link(); ShopProcess process = window.start("only", link)) {
            window.awaitFull(process, 1_000);
            window.holdCompletions(link, process);
            // offsets are committed each second
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10))
                    .until(() -> unstoredButCommitted(window, process).isEmpty());
            int unstored = window.unstored(FullWindow.last(process.bodies(), 2 * FullWindow.MOST)).size();
            link.release();
            await().atMost(FullWindow.TIMEOUT).until(() -> {
                assertThat(unstoredButCommitted(window, process)).isEmpty();
                return shop.broker().committed(test, test).equals(shop.broker().ends(test));
            });
            System.out.printf("%d completions held while offsets were committed%n", unstored);
            assertThat(process.bodies()).extracting(Journaled::order).doesNotHaveDuplicates().hasSize(ORDERS);
        }
    }

    /** {@return the last bodies whose records are committed, in as far as their completions are not stored} */
    private static List<Journaled> unstoredButCommitted(FullWindow window, ShopProcess process) throws Exception {
        List<Journaled> bodies = FullWindow.last(process.bodies(), 4 * FullWindow.MOST);
        Map<Integer, Long> committed = window.shop().broker().committed(window.topic(), window.topic());
        return window.unstored(bodies.stream()
                .filter(body -> body.offset() < committed.getOrDefault(body.partition(), 0L)).toList());
    }
}
