package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.util.Set;

/** The connection that sends a call, as far as calls have to know it. All on its event loop. */
public interface Sender {

    /** {@return whether the server takes {@code SET} with {@code NX} and {@code GET}} */
    boolean setsAndGets();

    /** Takes notice that this server only says that it can. */
    void doesNotSetAndGet();

    /** {@return an estimate of the server's time in microseconds since the epoch, larger than any before} */
    long serverMicros();

    /** Takes notice of a lease that is not renewed, which is logged once a connection. */
    void renewalRefused(String error);

    /** {@return the end of a sentence on an error reply} */
    String remedy(String error, Set<String> commands);

    /**
     * Refuses a call, whose error was a part of an answer.
     *
     * @param error the text of the error
     */
    void refused(Call call, String error, Throwable cause);

    /** Writes a call before those that wait. */
    void sendNext(Call call);
}
