package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/** What the texts of error replies mean. */
public final class ErrorReply {

    /** A command that was answered so was not applied. */
    private static final List<String> NOT_APPLIED = List.of("NOSCRIPT", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN", "LOADING",
            "READONLY", "MASTERDOWN", "OOM", "BUSY", "MISCONF", "NOREPLICAS", "NOAUTH", "WRONGPASS", "NOPERM", "WRONGTYPE",
            // the error of a server that was sent too much without a password
            "ERR Protocol error");

    /** Another connection may reach a server that can do better. */
    private static final List<String> WRONG_SERVER = List.of("READONLY", "LOADING", "MASTERDOWN");

    /** In messages of 6.2, 7.0 and 7.2, of the command itself and of a script that calls it. */
    private static final List<String> REFUSES_COMMAND = List.of("permissions to run", "can't run this command",
            "nknown command", "nknown Redis command", "command is not allowed from");

    /** A script was stopped before its only write, the last command that it calls. */
    private static final List<String> STOPS_SCRIPT = List.of("The user executing the script", "ACL failure in script");

    /** The commands of deliveries, which {@link Script#CHECK} calls. */
    private static final List<String> OF_DELIVERIES = List.of("EVALSHA", "EVAL", "GET", "GETRANGE", "SET", "PTTL", "PEXPIRE",
            "TIME");

    /** The failure of commands that were not answered when the connection ended. */
    private static final String CONNECTION_CLOSED = "CONNECTION_CLOSED";

    /** An error that was received as a part of another answer. */
    private static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refusal(String text) {
            super(text, null, false, false);
        }
    }

    private ErrorReply() {
    }

    /**
     * {@return the text of the server's reply; {@code null} when the failure comes from the client or the connection}
     */
    public static @Nullable String text(Throwable failure) {
        if (failure instanceof Refusal) {
            return failure.getMessage();
        }
        if (failure instanceof Response response && response.type() == ResponseType.ERROR) {
            String text = failure.getMessage();
            // the client's own errors have the same type
            if (text != null && !text.equals(CONNECTION_CLOSED) && !text.startsWith("ILLEGAL_STATE")) {
                return text;
            }
        }
        return null;
    }

    /** {@return the text of a failure of the client or the connection; {@code null} for none} */
    public static @Nullable String ofClient(Throwable failure) {
        String text = failure.getMessage();
        return CONNECTION_CLOSED.equals(text) ? "the connection was closed" : text;
    }

    /** {@return the failure of a command that was answered so} */
    public static Throwable of(String text) {
        return new Refusal(text);
    }

    /** {@return whether the server does not know an option of the command} */
    static boolean isOfSyntax(String text) {
        return text.contains("syntax error");
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
    public static boolean isOfLogin(String text) {
        return is(text, "NOAUTH") || is(text, "WRONGPASS");
    }

    static boolean notApplied(String text) {
        return isOneOf(text, NOT_APPLIED) || containsOneOf(text, STOPS_SCRIPT) || refusesCommand(text);
    }

    /** {@return whether the server does not run a command for this user, whatever its key, or does not have it} */
    public static boolean refusesCommand(String text) {
        return containsOneOf(text, REFUSES_COMMAND);
    }

    /** {@return whether the server takes no writes in its present state, and may still be read} */
    static boolean takesNoWrites(String text) {
        return is(text, "OOM") || is(text, "MISCONF") || is(text, "NOREPLICAS");
    }

    /** {@return whether the server runs no command for now, so that its reply shows nothing about permissions} */
    public static boolean runsNothing(String text) {
        return is(text, "CLUSTERDOWN") || is(text, "BUSY");
    }

    public static boolean wrongServer(String text) {
        return isOneOf(text, WRONG_SERVER);
    }

    private static boolean isOneOf(String text, List<String> codes) {
        return codes.stream().anyMatch(code -> is(text, code));
    }

    private static boolean containsOneOf(String text, List<String> parts) {
        return parts.stream().anyMatch(text::contains);
    }

    /** {@return what can be done about it, as the end of a sentence; empty when the text says enough} */
    public static String remedy(String text, String user) {
        return remedy(text, user, OF_DELIVERIES);
    }

    /** @param commands those that the user needs */
    public static String remedy(String text, String user, Collection<String> commands) {
        if (refusesCommand(text) && text.contains("nknown ")) {
            return ": event idempotency needs " + String.join(", ", commands)
                    + "; remove their rename-command from the server's configuration, or use another Redis";
        }
        if (refusesCommand(text) || is(text, "NOPERM") || containsOneOf(text, STOPS_SCRIPT)) {
            return ": run ACL SETUSER " + user + " +" + String.join(" +", commands).toLowerCase(Locale.ROOT)
                    + (refusesCommand(text) ? "" : " with a pattern that matches the keys, as in ~idempotency:events:*");
        }
        if (is(text, "OOM")) {
            return ": give Redis more memory, or a maxmemory-policy that evicts something else first";
        }
        if (isOfLogin(text)) {
            return ": configure the client's password, quarkus.redis.password or in quarkus.redis.hosts";
        }
        if (text.contains("max number of clients")) {
            return ": raise maxclients of the server, or let fewer processes connect";
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
