package org.acme.shop;

import java.util.List;

/** Something in stock; what becomes of it depends on its id. */
public record Item(String id, String tenant, List<Integer> prices) {
}
