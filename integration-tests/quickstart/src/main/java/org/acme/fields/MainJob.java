package org.acme.fields;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.acme.fields.DeliveryReport.Happened;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/**
 * Plays the file of events against Redis, prints what happened, and judges it.
 * <p>
 * Two lines of the file are delivered at a time, one on each channel, at the same time. Of the last two, which are the same
 * event, the first goes to a second process, which is killed while its body runs.
 */
@ApplicationScoped
public class MainJob {

    static final String COMMAND = "main-job";

    @Inject
    EventFile file;

    @Inject
    FieldFeed feed;

    @Inject
    Journal journal;

    @Inject
    Player player;

    @Inject
    Records records;

    @Inject
    FieldsConfig config;

    private final ExecutorService channels = Executors.newFixedThreadPool(2);
    private final List<DeliveryReport> reports = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    int run() throws Exception {
        journal.open();
        List<EventEnvelope<Field>> events = file.read();
        int victims = events.size() - 1;
        String killedField = events.get(victims - 1).payload().fieldId();
        System.out.println("Playing " + events.size() + " deliveries in process " + ProcessHandle.current().pid()
                + " on the Redis at " + System.getProperty("quarkus.redis.hosts") + "\n");

        try (Victim victim = Victim.start(victims, killedField)) {
            for (int number = 1; number < victims; number += 2) {
                CompletableFuture<DeliveryReport> one = deliver(number, events.get(number - 1), feed::send);
                CompletableFuture<DeliveryReport> other = deliver(number + 1, events.get(number), feed::sendMirrored);
                reports.add(one.join());
                reports.add(other.join());
            }
            String takeover = killAndTakeOver(victim, victims, events);

            ReportTable.print(reports, System.out);
            System.out.println("\n" + takeover);
            reports.stream().filter(report -> report.happened() == Happened.FAILED).forEach(report -> System.out
                    .println("Delivery " + report.number() + " failed with " + report.detail()));
        } finally {
            channels.shutdownNow();
        }

        System.out.println("\n> GET " + Records.storeKey(events.get(0)) + "\n" + records.get(events.get(0)) + "\n");
        problems.addAll(Verdict.of(events, reports, created()));
        if (problems.isEmpty()) {
            System.out.println("Each of " + events.stream().map(event -> event.payload().fieldId()).distinct().count()
                    + " fields was created exactly once, by the lines of " + ledger());
            return 0;
        }
        problems.forEach(problem -> System.out.println("NOT AS IT SHOULD BE: " + problem));
        return 1;
    }

    private String killAndTakeOver(Victim victim, int number, List<EventEnvelope<Field>> events) throws Exception {
        EventEnvelope<Field> killed = events.get(number - 1);
        EventEnvelope<Field> redelivered = events.get(number);
        victim.awaitBody();
        CompletableFuture<DeliveryReport> waiting = deliver(number + 1, redelivered, feed::send);
        victim.kill();

        long asked = System.nanoTime();
        long remaining = records.remainingLease(killed);
        DeliveryReport takeover = waiting.join();
        reports.add(new DeliveryReport(number, killed, victim.pid(), Happened.KILLED, "", 1, 0, null));
        reports.add(takeover);

        Long began = journal.began(redelivered);
        long taken = began == null ? -1 : TimeUnit.NANOSECONDS.toMillis(began - asked);
        // Redis counts in whole milliseconds.
        if (began != null && taken < remaining - 1) {
            problems.add("the lease of process " + victim.pid() + " still ran for " + remaining + " ms when it was killed, but "
                    + "its event was taken over after " + taken + " ms");
        }
        return "Process " + victim.pid() + " was killed (SIGKILL) in the body of delivery " + number + ", before its side "
                + "effect.\nIts lease still ran for " + remaining + " ms; delivery " + (number + 1)
                + " waited, and ran the body after " + taken + " ms.\n"
                + "Had it been killed after its side effect and before its completion was stored, the field would have been\n"
                + "created twice: a body and its record are not one transaction.";
    }

    private CompletableFuture<DeliveryReport> deliver(int number, EventEnvelope<Field> event,
            Function<EventEnvelope<Field>, CompletionStage<FieldCreated>> channel) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return player.deliver(number, event, channel);
            } catch (JsonProcessingException e) {
                throw new CompletionException(e);
            }
        }, channels);
    }

    private List<String> created() throws IOException {
        return Files.exists(ledger()) ? Files.readAllLines(ledger()) : List.of();
    }

    private Path ledger() {
        return config.ledger().orElseThrow();
    }
}
