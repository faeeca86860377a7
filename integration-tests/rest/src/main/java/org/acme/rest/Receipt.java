package org.acme.rest;

/**
 * The result of a run.
 *
 * @param run the number of the run, which no other run has
 */
public record Receipt(String order, int run) {
}
