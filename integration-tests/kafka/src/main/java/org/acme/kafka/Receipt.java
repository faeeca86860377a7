package org.acme.kafka;

/**
 * What a processed order leads to.
 *
 * @param order the order's id
 * @param number another one for each run of the body
 */
public record Receipt(String order, String number) {
}
