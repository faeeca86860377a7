package io.quarkiverse.eventidempotency.runtime.observability;

import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Set;

import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/**
 * What the extension logs at INFO and above, with a code for each. Codes of messages that are limited, or logged at DEBUG with
 * their cause, are constants.
 */
@MessageLogger(projectCode = "QEI", length = 5)
public interface IdempotencyLog extends BasicLogger {

    IdempotencyLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), IdempotencyLog.class,
            "io.quarkiverse.eventidempotency");

    /** For warnings about configuration, channels and the store, logged while the application starts. */
    IdempotencyLog START = Logger.getMessageLogger(MethodHandles.lookup(), IdempotencyLog.class,
            "io.quarkiverse.eventidempotency.start");

    int WAITS_ON = 3;
    int LEASE_LOST = 4;
    int UNGUARDED_WITHOUT_KEY = 5;
    int UNGUARDED_WITHOUT_STORE = 6;
    int RESULT_TOO_LARGE = 7;
    int RESULT_NOT_WRITTEN = 8;
    int OUTCOME_NOT_STORED = 9;
    int NOT_CLEANED_UP = 17;
    int OBSERVER_THREW = 18;
    int OBSERVED = 19;
    int EXPIRED_ROWS_NOT_DELETED = 27;
    int TAKEN_OVER = 31;

    @LogMessage(level = Level.WARN)
    @Message(id = 1, value = "Idempotency records are kept in the memory of this process, since no Redis is configured. "
            + "Set quarkus.redis.hosts to keep them in Redis, or quarkus.event-idempotency.store=in-memory to keep it so.")
    void recordsInMemory();

    @LogMessage(level = Level.WARN)
    @Message(id = 2, value = "quarkus.event-idempotency.scopes.\"%s\" is configured, but no method has that scope%s.%s "
            + "A scope with dots has to be quoted.")
    void unknownScope(String scope, String orCode, String didYouMean);

    @LogMessage(level = Level.WARN)
    @Message(id = WAITS_ON, value = "A delivery has waited %d ms for another one that processes the same event [%s]. It waits on, "
            + "and holds its channel back.%s")
    void waitsOn(long waitedMillis, String key, String more);

    @LogMessage(level = Level.WARN)
    @Message(id = LEASE_LOST, value = "A body ended after its lease had, and another delivery has taken over or an operator has decided "
            + "[%s]. The newer record stands. If it happens often, make the lease longer.%s")
    void leaseLost(String key, String more);

    @LogMessage(level = Level.WARN)
    @Message(id = UNGUARDED_WITHOUT_KEY, value = "A body runs unguarded, since its event has no idempotency key [%s]. Further ones of this "
            + "scope are logged at DEBUG, and counted as unguarded.")
    void unguardedWithoutKey(String scope);

    @LogMessage(level = Level.WARN)
    @Message(id = UNGUARDED_WITHOUT_STORE, value = "A body runs unguarded, since its key could not be claimed within store-retry-timeout [%s]: %s%s")
    void unguardedWithoutStore(String key, String cause, String more);

    @LogMessage(level = Level.WARN)
    @Message(id = RESULT_TOO_LARGE, value = "The result of a completed event is larger than quarkus.event-idempotency.max-result-size and is "
            + "not stored [%s]. A duplicate will not get it.%s")
    void resultTooLarge(String key, String more);

    @LogMessage(level = Level.WARN)
    @Message(id = RESULT_NOT_WRITTEN, value = "The result of a completed event cannot be written as JSON, or not read back, and is not "
            + "stored [%s]. A duplicate will not get it: %s%s")
    void resultNotWritten(String key, String cause, String more);

    @LogMessage(level = Level.WARN)
    @Message(id = OUTCOME_NOT_STORED, value = "The outcome of a body that ended could not be stored within store-retry-timeout [%s]. The event "
            + "will run again: %s%s")
    void outcomeNotStored(String key, String cause, String more);

    @LogMessage(level = Level.INFO)
    @Message(id = OBSERVED, value = "Only observed (mode=observe): the body runs, where it would have been %s [%s]%s%s")
    void observed(String wouldBe, String key, String reason, String more);

    @LogMessage(level = Level.WARN)
    @Message(id = OBSERVER_THREW, value = "An observer of DeliveryEnded threw; the delivery is not harmed [%s]: %s%s")
    void observerThrew(String scope, String cause, String more);

    @LogMessage(level = Level.WARN)
    @Message(id = 10, value = "Event idempotency is switched off (quarkus.event-idempotency.enabled=false): the bodies of %d "
            + "guarded methods, and those of code that uses EventIdempotency, run at every delivery.")
    void switchedOff(int methods);

    @LogMessage(level = Level.WARN)
    @Message(id = 11, value = "A delivery of channel '%s' may hold its record for %d ms while another one's lease runs and Redis is "
            + "unreachable (lease + store-retry-timeout), and the channel is unhealthy once a record is unsettled for longer than "
            + "%s=%d. Raise that above the sum, or lower quarkus.event-idempotency.scopes.\"%s\".lease or its "
            + "store-retry-timeout.")
    void heldForTooLong(String channel, long heldMillis, String property, long maxAgeMillis, String scope);

    @LogMessage(level = Level.WARN)
    @Message(id = 12, value = "Channel '%s' drops messages whose delivery fails (%s=%s), and deliveries fail while Redis is unreachable for "
            + "longer than store-retry-timeout: an outage loses messages. Set it to %s.")
    void dropsWhatFails(String channel, String property, String strategy, String remedy);

    @LogMessage(level = Level.WARN)
    @Message(id = 15, value = "Channel '%s' acknowledges messages before they are processed (%s=true): those in flight, or waiting "
            + "for Redis, when the process ends are lost. Remove it.")
    void acknowledgesEarly(String channel, String property);

    @LogMessage(level = Level.WARN)
    @Message(id = 16, value = "%s tells messages of channel '%s' apart by the ids that their producers give them: those without one "
            + "have no key, and one that a producer sends again under another id runs again. Name a key: "
            + "@Idempotent(key = \"…\"), @IdempotencyKey or the header idempotency-key.")
    void keyIsMessageId(String method, String channel);

    @LogMessage(level = Level.WARN)
    @Message(id = NOT_CLEANED_UP, value = "The clean-up of records in flight whose lease has ended could not be done. It is tried again after "
            + "quarkus.event-idempotency.clean-up.interval: %s")
    void notCleanedUp(String cause);

    @LogMessage(level = Level.WARN)
    @Message(id = 20, value = "Deliveries of the scopes %s are only observed (mode=observe): their bodies run at every delivery, "
            + "duplicates among them. Remove the setting to guard them.")
    void onlyObserved(Set<String> scopes);

    @LogMessage(level = Level.WARN)
    @Message(id = 21, value = "%s refuses each duplicate of a message: configuration sets on-duplicate=fail for the scope '%s'. Its "
            + "channel's failure-strategy has it, and Kafka's default stops the channel. Set replay or skip.")
    void refusesDuplicates(String method, String scope);

    @LogMessage(level = Level.WARN)
    @Message(id = 22, value = "%s can lose events: configuration sets on-in-flight=skip for the scope '%s'. A skipped message is "
            + "acknowledged, and when its owner crashes nobody runs it. Set wait.")
    void skipsInFlight(String method, String scope);

    @LogMessage(level = Level.WARN)
    @Message(id = 23, value = "The application stops, and %d guarded bodies have not ended within %s "
            + "(quarkus.event-idempotency.shutdown-timeout). Their outcomes are not stored: once their leases have ended, their "
            + "events run again.")
    void stoppedInFlight(int bodies, Duration atMost);

    @LogMessage(level = Level.WARN)
    @Message(id = 24, value = "%s can lose outputs: configuration sets on-duplicate=skip for the scope '%s'. Where the process "
            + "dies between a completion and its output, the redelivered message has none. Set replay.")
    void skipsOutputs(String method, String scope);

    @LogMessage(level = Level.WARN)
    @Message(id = 25, value = "A message of %s could not be acknowledged or rejected after its outcome was stored. Its broker "
            + "may deliver it again, as a duplicate: %s")
    void notSettled(String method, String cause);

    @LogMessage(level = Level.WARN)
    @Message(id = 26, value = "Channel '%s' can lose records: with %s=%s its connector skips records whose partition is revoked "
            + "and assigned again while they are processed. Remove it, and set concurrency for records in parallel.")
    void skipsRecords(String channel, String property, String order);

    @LogMessage(level = Level.WARN)
    @Message(id = EXPIRED_ROWS_NOT_DELETED, value = "Expired rows of event_idempotency could not be deleted [data source: %s]. "
            + "Deleting them is retried after quarkus.event-idempotency.database.clean-up-interval: %s")
    void expiredRowsNotDeleted(String dataSource, String cause);

    @LogMessage(level = Level.WARN)
    @Message(id = 50, value = "Channel '%s' acknowledges MQTT messages as they arrive: those in flight, or waiting for Redis, when the "
            + "process ends are lost. To acknowledge each after its completion is stored, set %s.")
    void losesUnacknowledged(String channel, String missing);

    @LogMessage(level = Level.INFO)
    @Message(id = 30, value = "Event idempotency guards %d methods in the scopes %s. Records are in %s [node: %s]")
    void guards(int methods, Set<String> scopes, String place, String node);

    @LogMessage(level = Level.INFO)
    @Message(id = TAKEN_OVER, value = "The claim of %s was not renewed: its lease expired %d ms ago. This process takes the event over "
            + "and runs the handler again [%s, attempt %d]%s")
    void takenOver(String from, long lateMillis, String key, int attempt, String more);
}
