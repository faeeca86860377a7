package io.quarkiverse.eventidempotency.benchmarks;

import java.util.Comparator;
import java.util.List;

/**
 * What one contestant did in one round.
 *
 * @param perSecond events a second
 * @param clientMicros CPU time of the client's process for each event
 * @param threadMicros CPU time of its busiest thread for each event
 * @param serverMicros CPU time of Redis for each event
 */
record Figures(double perSecond, double clientMicros, double threadMicros, double serverMicros) {

    static Figures between(Usage from, Usage to, long events, double seconds) {
        double micros = 1e-3 / events;
        return new Figures(events / seconds, (to.clientNanos() - from.clientNanos()) * micros,
                to.busiestThreadNanos(from) * micros, (to.serverNanos() - from.serverNanos()) * micros);
    }

    /** {@return the round that is in the middle by its throughput} */
    static Figures median(List<Figures> rounds) {
        return rounds.stream().sorted(Comparator.comparingDouble(Figures::perSecond)).toList().get(rounds.size() / 2);
    }

    String line(String event, int inFlight, String contestant, Figures limit) {
        return "%-10s %9d %-9s %10.0f %8.2fx %10.2f %10.2f %10.2f %9.0f%% %9.0f%%".formatted(event, inFlight,
                contestant, perSecond, perSecond / limit.perSecond, clientMicros, threadMicros, serverMicros,
                clientMicros * perSecond / 1e4, serverMicros * perSecond / 1e4);
    }

    static String header() {
        return "%-10s %9s %-9s %10s %9s %10s %10s %10s %10s %10s%n%42s %9s %10s %10s %10s %10s %10s".formatted(
                "event", "in flight", "", "events/s", "of", "client", "busiest", "server", "client", "server",
                "", "Lettuce", "µs/event", "thread, µs", "µs/event", "of a core", "of a core");
    }
}
