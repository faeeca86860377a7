package org.acme.shop;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** A parcel, which can have others in it. */
public record Parcel(String id, Size size, BigDecimal weight, LocalDate sentOn, List<String> stops, Map<String, Integer> items,
        List<Parcel> inside) {

    public enum Size {
        SMALL,
        LARGE
    }
}
