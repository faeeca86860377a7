package org.acme.orders;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.acme.orders.Results.Built;
import org.acme.orders.Results.Cancelled;
import org.acme.orders.Results.Change;
import org.acme.orders.Results.Color;
import org.acme.orders.Results.Document;
import org.acme.orders.Results.Invoice;
import org.acme.orders.Results.Line;
import org.acme.orders.Results.Numbers;
import org.acme.orders.Results.Page;
import org.acme.orders.Results.Placed;
import org.acme.orders.Results.Reason;
import org.acme.orders.Results.State;
import org.acme.orders.Results.Times;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.StringValue;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** A handler for each family of results. Each result has a part that tells its run from others. */
@Singleton
public class ResultCases implements CaseGroup {

    @Inject
    Runs runs;
    @Inject
    Deliveries deliveries;

    @Override
    public Map<String, Callable<String>> cases() {
        return Map.ofEntries(
                deliveries.twice("results.generic", () -> generic("1")),
                deliveries.twice("results.optional", () -> optional("1")),
                deliveries.twice("results.empty", () -> empty("1")),
                deliveries.twice("results.null", () -> nothing("1")),
                deliveries.twice("results.list", () -> list("1")),
                deliveries.twice("results.map", () -> map("1")),
                deliveries.twice("results.array", () -> array("1")),
                deliveries.twice("results.bytes", () -> bytes("1")),
                deliveries.twice("results.text", () -> text("1")),
                deliveries.twice("results.enum", () -> state("1")),
                deliveries.twice("results.times", () -> times("1")),
                deliveries.twice("results.numbers", () -> numbers("1")),
                deliveries.twice("results.sealed", () -> sealed("1")),
                deliveries.twice("results.sealed-list", () -> sealedList("1")),
                deliveries.twice("results.class-name", () -> className("1")),
                deliveries.twice("results.builder", () -> builder("1")),
                deliveries.twice("results.own-json", () -> ownJson("1")),
                deliveries.twice("results.json-node", () -> jsonNode("1")),
                deliveries.twice("results.protobuf", () -> protobuf("1")));
    }

    private <T> Uni<T> run(String name, IntFunction<T> result) {
        return Uni.createFrom().item(() -> result.apply(runs.next(name)));
    }

    @Idempotent(scope = "results.generic", key = "{id}")
    Uni<Page<Line>> generic(String id) {
        return run("results.generic", run -> new Page<>(List.of(new Line(run)), Optional.of(new Line(run))));
    }

    @Idempotent(scope = "results.optional", key = "{id}")
    Uni<Optional<Line>> optional(String id) {
        return run("results.optional", run -> Optional.of(new Line(run)));
    }

    @Idempotent(scope = "results.empty", key = "{id}")
    Uni<Optional<Line>> empty(String id) {
        return run("results.empty", run -> Optional.empty());
    }

    @Idempotent(scope = "results.null", key = "{id}")
    Uni<Void> nothing(String id) {
        return run("results.null", run -> null);
    }

    @Idempotent(scope = "results.list", key = "{id}")
    Uni<List<Set<State>>> list(String id) {
        return run("results.list", run -> List.of(Set.of(State.OPEN, State.CLOSED), Set.of()));
    }

    @Idempotent(scope = "results.map", key = "{id}")
    Uni<Map<UUID, Line>> map(String id) {
        return run("results.map", run -> Map.of(UUID.randomUUID(), new Line(run)));
    }

    @Idempotent(scope = "results.array", key = "{id}")
    Uni<Line[]> array(String id) {
        return run("results.array", run -> new Line[] { new Line(run), null });
    }

    @Idempotent(scope = "results.bytes", key = "{id}")
    Uni<byte[]> bytes(String id) {
        return run("results.bytes", run -> new byte[] { (byte) run, -1 });
    }

    @Idempotent(scope = "results.text", key = "{id}")
    Uni<String> text(String id) {
        return run("results.text", run -> "run \"" + run + "\"\u2028");
    }

    @Idempotent(scope = "results.enum", key = "{id}")
    Uni<State> state(String id) {
        return run("results.enum", run -> State.CLOSED);
    }

    @Idempotent(scope = "results.times", key = "{id}")
    Uni<Times> times(String id) {
        return run("results.times", run -> new Times(Instant.now(), OffsetDateTime.parse("2026-03-01T00:30:00.000000001+05:30"),
                ZonedDateTime.parse("2026-03-01T00:30:00+01:00[Europe/Berlin]"), LocalDate.of(2026, 3, run),
                Duration.ofNanos(run), Period.ofMonths(run)));
    }

    @Idempotent(scope = "results.numbers", key = "{id}")
    Uni<Numbers> numbers(String id) {
        return run("results.numbers", run -> new Numbers(new BigDecimal("1.10"), BigInteger.TWO.pow(80), Long.MAX_VALUE - run,
                OptionalInt.of(run)));
    }

    @Idempotent(scope = "results.sealed", key = "{id}")
    Uni<Change> sealed(String id) {
        return run("results.sealed", run -> new Placed("order-" + run, new Reason("new")));
    }

    @Idempotent(scope = "results.sealed-list", key = "{id}")
    Uni<List<Change>> sealedList(String id) {
        return run("results.sealed-list", run -> List.of(new Cancelled("order-" + run), new Placed("b", new Reason("new"))));
    }

    @Idempotent(scope = "results.class-name", key = "{id}")
    Uni<Document> className(String id) {
        return run("results.class-name", run -> {
            Invoice invoice = new Invoice();
            invoice.setNumber(run);
            invoice.setLines(Map.of(State.OPEN, new Line(run)));
            return invoice;
        });
    }

    @Idempotent(scope = "results.builder", key = "{id}")
    Uni<Built> builder(String id) {
        return run("results.builder", run -> new Built("run-" + run));
    }

    @Idempotent(scope = "results.own-json", key = "{id}")
    Uni<Color> ownJson(String id) {
        return run("results.own-json", run -> new Color(0xff00 + run));
    }

    @Idempotent(scope = "results.json-node", key = "{id}")
    Uni<JsonNode> jsonNode(String id) {
        return run("results.json-node", run -> JsonNodeFactory.instance.objectNode().put("run", run));
    }

    @Idempotent(scope = "results.protobuf", key = "{id}")
    Uni<StringValue> protobuf(String id) {
        return run("results.protobuf", run -> StringValue.of("run-" + run));
    }
}
