package io.quarkiverse.eventidempotency.runtime.engine;

/**
 * What an engine is told once.
 *
 * @param node what names this process in records
 * @param logKeys whether messages may name keys
 * @param maxResultBytes the largest result that is stored, in bytes of UTF-8
 * @param verifyResults whether each result is read back before it is stored
 */
public record EngineOptions(String node, boolean logKeys, long maxResultBytes, boolean verifyResults) {
}
