package io.quarkiverse.eventidempotency.dev;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.dev.GuardInspection.Handler;
import io.quarkiverse.eventidempotency.dev.GuardInspection.Overview;
import io.quarkiverse.eventidempotency.dev.RecentDeliveries.Happenings;
import io.quarkiverse.eventidempotency.dev.TriedHandlers.Candidate;
import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * What the pages of the Dev UI, and tools by Dev MCP, ask of the guarded handlers: what is in force for them, what happens to
 * their deliveries, and what becomes of one that somebody tries. Tools are only given what reads, unless somebody allows them
 * more.
 */
@Singleton
public class HandlersJsonRpc {

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** A stream that nobody ends, as when the browser goes away, ends itself. */
    private static final int LOOKS = 240;
    /** Whoever watches can tell a stream without news from one that somebody else has ended. */
    private static final int LOOKS_UNTIL_HEARTBEAT = 20;
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(1);

    private final GuardInspection guards;
    private final RecentDeliveries recent;
    private final TriedHandlers handlers;
    private final HandlerTrials trials;
    private final StartWarnings warnings;

    HandlersJsonRpc(GuardInspection guards, RecentDeliveries recent, TriedHandlers handlers, HandlerTrials trials,
            StartWarnings warnings) {
        this.guards = guards;
        this.recent = recent;
        this.handlers = handlers;
        this.trials = trials;
        this.warnings = warnings;
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Tells how many methods of the application are guarded by event idempotency, whether it is switched "
            + "on, and which store its records are in")
    public Overview overview() {
        return guards.overview();
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists the guarded event handlers: channels, scope, where the idempotency key comes from, each "
            + "policy in force and what set it, and how often what has happened")
    public List<Handler> handlers() {
        return guards.handlers();
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists what the build and the start of the application warned of: what works, but may not be as it was "
            + "meant")
    public List<StartWarnings.Warning> startWarnings() {
        return warnings.all();
    }

    @JsonRpcDescription("Streams what happens to deliveries, and a sign of life every five seconds. It ends after a minute: "
            + "whoever watches on asks anew")
    public Multi<Happenings> happenings(
            @JsonRpcDescription("The number of the last one that is known; 0 for none") Long since) {
        AtomicLong last = new AtomicLong(since == null ? 0 : since);
        return Multi.createFrom().ticks().every(LOOK_EVERY).onOverflow().drop().select().first(LOOKS)
                .onItem().transformToIterable(tick -> look(tick + 1, last));
    }

    private List<Happenings> look(long look, AtomicLong last) {
        boolean over = look >= LOOKS;
        Happenings now = recent.since(last.get(), over);
        last.set(now.last());
        return !over && now.items().isEmpty() && look % LOOKS_UNTIL_HEARTBEAT != 0 ? List.of() : List.of(now);
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Lists the guarded event handlers as they can be tried: each with a sample of its payload as JSON, or "
            + "why it cannot be tried")
    public List<Candidate> handlersToTry() {
        return handlers.candidates();
    }

    @JsonRpcDescription("Delivers a payload to a guarded event handler, once or several times at once, and tells what became of "
            + "each delivery. Those that have not ended after a second are told by trial, by its number")
    public Uni<Trial.State> tryHandler(
            @JsonRpcDescription("The id of the handler, as handlersToTry names it") String handler,
            @JsonRpcDescription("The payload as JSON; an object of the arguments by name where they are several") String payload,
            @JsonRpcDescription("For a message consumer, a JSON object with what its message tells of itself: headers by name, "
                    + "kafka.key, messageId, cloudEvent.id and so on; empty for none") String metadata,
            @JsonRpcDescription("How many deliveries at once, 1 to 100") Integer times) {
        Trial trial = trials.begin(RecordsJsonRpc.needed("handler", handler), payload == null ? "" : payload,
                metadata == null ? "" : metadata, times == null ? 1 : times);
        return Uni.createFrom().completionStage(trial.ended().copy()).ifNoItem().after(FIRST_ANSWER)
                .recoverWithUni(Uni.createFrom().nullItem()).map(ended -> trial.now());
    }

    @DevMCPEnableByDefault
    @JsonRpcDescription("Tells what has become of each delivery of a trial")
    public Trial.State trial(@JsonRpcDescription("The number that tryHandler has told") Long trial) {
        if (trial == null) {
            throw new IllegalArgumentException("trial is missing");
        }
        return trials.find(trial).now();
    }
}
