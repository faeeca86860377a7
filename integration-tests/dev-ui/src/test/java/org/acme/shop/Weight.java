package org.acme.shop;

/** Metadata of a message. */
public record Weight(int grams) {
}
