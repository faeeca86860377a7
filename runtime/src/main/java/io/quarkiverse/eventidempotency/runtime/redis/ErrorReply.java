package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/** What the texts of error replies mean. */
final class ErrorReply {

    /** A command that was answered so was not applied. */
    private static final List<String> NOT_APPLIED = List.of("NOSCRIPT", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "LOADING",
            "READONLY", "MASTERDOWN", "OOM", "BUSY", "MISCONF", "NOREPLICAS", "NOAUTH", "WRONGPASS", "NOPERM", "WRONGTYPE",
            // what a server says that was given too much without a password; a batch's failure has it without ERR
            "ERR Protocol error", "Protocol error");

    private static final List<String> OF_CLUSTER = List.of("MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN");

    /** Another connection may reach a server that can do better. */
    private static final List<String> WRONG_SERVER = List.of("READONLY", "LOADING", "MASTERDOWN");

    private ErrorReply() {
    }

    /**
     * {@return the text of the server's reply; {@code null} when the failure comes from the client or the connection}
     */
    static @Nullable String text(Throwable failure) {
        if (failure instanceof Response response && response.type() == ResponseType.ERROR) {
            String text = failure.getMessage();
            // the client's own errors have the same type
            if (text != null && !text.equals("CONNECTION_CLOSED") && !text.startsWith("ILLEGAL_STATE")) {
                return text;
            }
        }
        return null;
    }

    static boolean is(String text, String code) {
        if (text.startsWith(code)) {
            return true;
        }
        // Redis 6 wraps the errors of the commands that a script calls; the client may have stripped the leading ERR
        return text.contains("rror running script")
                && (text.contains(" " + code + " ") || text.contains("-" + code + " "));
    }

    /** {@return whether the server does not know who asks} */
    static boolean isOfLogin(String text) {
        return is(text, "NOAUTH") || is(text, "WRONGPASS");
    }

    /** {@return whether a node of a Cluster says that it cannot serve a key, now or at all} */
    static boolean isOfCluster(String text) {
        return isOneOf(text, OF_CLUSTER);
    }

    static boolean notApplied(String text) {
        return isOneOf(text, NOT_APPLIED);
    }

    static boolean wrongServer(String text) {
        return isOneOf(text, WRONG_SERVER);
    }

    private static boolean isOneOf(String text, List<String> codes) {
        for (int i = 0; i < codes.size(); i++) {
            if (is(text, codes.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** {@return what can be done about it, as the end of a sentence; empty when the text says enough} */
    static String remedy(String text) {
        if (is(text, "OOM")) {
            return ": give Redis more memory, or a maxmemory-policy that evicts something else first";
        }
        if (isOfLogin(text)) {
            return ": configure the client's password, quarkus.redis.password or in quarkus.redis.hosts";
        }
        if (is(text, "NOPERM")) {
            return ": the user needs the commands SET, GET, EVAL, EVALSHA, PTTL, PEXPIRE and TIME on the records' keys,"
                    + " and UNLINK and SCAN to delete and to list records";
        }
        if (is(text, "READONLY")) {
            return ": the client is connected to a replica, and is connecting again";
        }
        if (is(text, "MISCONF") || is(text, "NOREPLICAS")) {
            return ": Redis does not take writes in its present state, see its log";
        }
        return "";
    }
}
