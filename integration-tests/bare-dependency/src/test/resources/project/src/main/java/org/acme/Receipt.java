package org.acme;

public record Receipt(String orderId, int number) {
}
