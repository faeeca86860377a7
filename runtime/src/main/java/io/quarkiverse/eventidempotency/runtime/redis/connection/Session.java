package io.quarkiverse.eventidempotency.runtime.redis.connection;

/**
 * A connection as its server knows it, by which it can be closed from another one.
 *
 * @param serverRun what names the server until it is restarted, {@code run_id}
 * @param clientId the connection's number there
 */
record Session(String serverRun, long clientId) {
}
