package org.acme.kafka;

/**
 * A payment, which does not say what makes two records the same.
 *
 * @param id what the journal calls it
 */
public record Payment(String id) {
}
