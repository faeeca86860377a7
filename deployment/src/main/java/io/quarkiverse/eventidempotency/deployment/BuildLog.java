package io.quarkiverse.eventidempotency.deployment;

import java.lang.invoke.MethodHandles;

import org.jboss.jandex.DotName;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What the build warns of, with a code for each, to be logged at WARN and shown in the Dev UI. */
@MessageLogger(projectCode = "QEI", length = 5)
interface BuildLog extends BasicLogger {

    BuildLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), BuildLog.class, "io.quarkiverse.eventidempotency");

    @Message(id = 301, value = "onDuplicate = SKIP of @Idempotent drops a processor's output: when the first delivery crashed before"
            + " its message was sent, nothing is sent at all; REPLAY sends it [method: %s]")
    String skipDropsOutput(String method);

    @Message(id = 302, value = "onInFlight = SKIP of @Idempotent can lose events of a message consumer: the skipped message is"
            + " acknowledged, and when its owner crashes nobody runs it; WAIT does [method: %s]")
    String skipLosesEvents(String method);

    @Message(id = 303, value = "@%s guards HTTP requests, and does nothing for messages: import %s [method: %s]")
    String wrongImport(DotName found, DotName meant, String method);

    @Message(id = 304, value = "@Acknowledgment(PRE_PROCESSING) acknowledges a message before its body runs: the event is lost when"
            + " the process crashes, when the body fails, and when the store is away; POST_PROCESSING, or MANUAL on a method"
            + " that takes a Message, keeps it [method: %s]")
    String acknowledgedBefore(String method);

    @Message(id = 305, value = "@Acknowledgment(%s) leaves the messages of this method to nobody, duplicates among them: the broker"
            + " delivers them again, or stops delivering; leave the annotation out [method: %s]")
    String neverAcknowledged(String strategy, String method);

    @Message(id = 306, value = "Only the payload of the message that this method returns is stored: a replayed message has none of"
            + " the metadata that the method gave it, such as its key or its headers; return the payload, or a Record, where"
            + " that matters [method: %s]")
    String replayedWithoutMetadata(String method);

    @Message(id = 307, value = "onDuplicate = FAIL of @Idempotent refuses each duplicate of a message consumer: its message is not"
            + " acknowledged but handled by the channel's failure-strategy, of which Kafka's default stops the channel; REPLAY"
            + " and SKIP acknowledge it [method: %s]")
    String failRefusesMessages(String method);

    @Message(id = 308, value = "onDuplicate = SKIP of @Idempotent puts null in the place of each duplicate in the list that is sent"
            + " on; REPLAY puts the duplicate's result there [method: %s]")
    String skipSendsNulls(String method);

    @Message(id = 310, value = "The # before {%s} in %s of @Idempotent is text: it becomes part of each key. Paths are written in"
            + " braces alone; remove it, unless it is meant [method: %s]")
    String hashIsText(String path, String key, String method);

    @Message(id = 320, value = "@Fallback of this method runs inside of its guard: what the fallback returns is stored as the"
            + " outcome of the event, and duplicates get it until the record expires. Let the fallback throw, or put @Fallback"
            + " on the method that calls this one [method: %s]")
    String storesFallback(String method);

    @Message(id = 321, value = "@%s applies a guard of SmallRye Fault Tolerance inside of @Idempotent: where it has a fallback, what"
            + " that returns is stored as the outcome of the event. Use a guard without a fallback here, or apply it to the"
            + " method that calls this one [method: %s]")
    String mayStoreFallback(String annotation, String method);

    @Message(id = 322, value = "@Idempotent does not guard the objects that a producer makes: no interceptor sees calls of their"
            + " methods. Give the class %s a scope such as @ApplicationScoped, and inject it [producer: %s]")
    String producedUnguarded(DotName type, String producer);

    @Message(id = 330, value = "The records of guarded methods cannot follow the reactive transactions of their callers, since"
            + " %s is not as this version of the extension knows it: a call in a transaction that is rolled back stays"
            + " completed. Use the version of the reactive SQL clients that the Quarkus platform brings")
    String unknownReactiveTransactions(String type);

    @Message(id = 331, value = "A guarded method that takes a %s is called in a transaction that its record does not follow: when"
            + " that is rolled back, the event stays completed and does not run again. Put @Idempotent on the method that opens"
            + " the transaction [method: %s]")
    String unfollowedTransaction(DotName parameter, String method);

    @Message(id = 340, value = "The client chooses the key of this resource method (%s), and @Idempotent has no fingerprint: a"
            + " request that repeats a key with another payload gets the response to the first one. Set fingerprint = \"%s\":"
            + " such a request is then rejected with status 422 [method: %s]")
    String clientsKeyWithoutFingerprint(String key, String payload, String method);

    @Message(id = 345, value = "{%s} of @Idempotent is missing in each message of the channel %s: messages of its connector %s have"
            + " none. Take the value from the payload, as in {order.id} [method: %s]")
    String missingOnConnector(String path, String channel, String connector, String method);

    @Message(id = 346, value = "@Idempotent has no key for messages of the channel %s unless they are CloudEvents: messages of its"
            + " connector %s have no identity of their own. Take the key from the payload: key = \"…\" or @IdempotencyKey"
            + " [method: %s]")
    String noIdentityOnConnector(String channel, String connector, String method);
}
