package org.acme.work;

/**
 * The result of one body.
 *
 * @param run random, so that two runs of one key are told apart
 * @param process the process that ran it
 */
public record Outcome(String key, String run, long process) {
}
