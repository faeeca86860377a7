package org.acme.rest;

public record Order(String id, int amount) {
}
