package org.acme.orders;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

import io.quarkiverse.eventidempotency.IdempotencyKeyPart;

/** An order, whose members can all be part of a key. */
public record Order(String id, Shop shop, Map<String, String> labels, Details details, String note) {

    static Order of(String id) {
        return new Order(id, new Shop("farm"), Map.of("color", "green"), new Details(), null);
    }

    /** With a getter and a public field. */
    public static class Shop {

        public final String name;

        Shop(String name) {
            this.name = name;
        }

        public String getCity() {
            return "city-of-" + name;
        }
    }

    /** One value of each kind. */
    public record Details(UUID uuid, Channel channel, BigDecimal price, LocalDate day, long number, Sku sku) {

        Details() {
            this(new UUID(0, 7), Channel.WEB, new BigDecimal("1E+1"), LocalDate.of(2026, 3, 1), 8, new Sku("a"));
        }
    }

    public enum Channel {
        WEB,
        PHONE
    }

    /** A type of the application's own. */
    @IdempotencyKeyPart
    public record Sku(String code) {

        @Override
        public String toString() {
            return "sku-" + code;
        }
    }
}
