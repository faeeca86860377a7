package org.acme.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/** Fires many deliveries at once, each on a duplicated context of its own, spread over the event loops. */
@ApplicationScoped
public class Bursts {

    @Inject
    Vertx vertx;

    @Inject
    Work work;

    /**
     * Fires the deliveries.
     *
     * @param start when, in milliseconds since the epoch; at once when that is over
     * @return what came of them, once all have ended
     */
    Uni<Burst> fire(String prefix, int keys, int deliveries, long start) {
        int before = work.bodies();
        List<Context> loops = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            loops.add(((VertxInternal) vertx).createEventLoopContext());
        }
        List<String> order = new ArrayList<>();
        for (int copy = 0; copy < deliveries; copy++) {
            for (int key = 0; key < keys; key++) {
                order.add(prefix + "-" + key);
            }
        }
        Collections.shuffle(order);
        Tally tally = new Tally();
        List<Uni<Void>> all = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            all.add(deliver(order.get(i), loops.get(i % loops.size()), tally));
        }
        Duration ahead = Duration.ofMillis(Math.max(1, start - System.currentTimeMillis()));
        return Uni.createFrom().voidItem().onItem().delayIt().by(ahead)
                .chain(() -> Uni.join().all(all).andCollectFailures())
                .map(ignored -> tally.burst(work.bodies() - before));
    }

    private Uni<Void> deliver(String key, Context loop, Tally tally) {
        return Uni.createFrom().emitter(emitter -> VertxContext.createNewDuplicatedContext(loop).runOnContext(
                ignored -> work.once(key).subscribe().with(outcome -> {
                    tally.answered(outcome);
                    emitter.complete(null);
                }, failure -> {
                    tally.failed(failure);
                    emitter.complete(null);
                })));
    }

    /** Counts while a burst goes on. */
    private static final class Tally {

        private final Map<String, Set<String>> runs = new TreeMap<>();
        private final Map<String, Integer> failures = new HashMap<>();
        private int answers;

        synchronized void answered(Outcome outcome) {
            runs.computeIfAbsent(outcome.key(), key -> new TreeSet<>()).add(outcome.run());
            answers++;
        }

        synchronized void failed(Throwable failure) {
            failures.merge(failure.toString(), 1, Integer::sum);
        }

        synchronized Burst burst(int bodies) {
            Map<String, List<String>> lists = new TreeMap<>();
            runs.forEach((key, ids) -> lists.put(key, List.copyOf(ids)));
            return new Burst(bodies, Map.copyOf(failures), lists, answers);
        }
    }
}
