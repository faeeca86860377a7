package org.acme.shop;

import java.util.List;

public record Receipt(String order, List<String> lines, double total) {
}
