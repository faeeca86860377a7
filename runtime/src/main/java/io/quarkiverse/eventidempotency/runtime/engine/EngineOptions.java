package io.quarkiverse.eventidempotency.runtime.engine;

/**
 * What an engine is told once.
 *
 * @param node what names this process in records
 * @param logKeys whether messages may name keys
 * @param maxResultBytes the largest result that is stored, in bytes of UTF-8
 * @param verifyResults whether each result is read back before it is stored
 * @param maxWaitingThreads how many threads callers may hold while they wait for another delivery, at least 1; threads of
 *        consumers and virtual threads do not count
 * @param traces finds the span that a delivery runs in
 */
public record EngineOptions(String node, boolean logKeys, long maxResultBytes, boolean verifyResults,
        int maxWaitingThreads, Traces traces) {
}
