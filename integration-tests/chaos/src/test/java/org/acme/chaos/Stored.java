package org.acme.chaos;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server had under a parcel's key.
 *
 * @param claimed when, by the server's clock, the claim was made whose record it is: its fence, which tells claims apart too
 */
record Stored(Status status, long claimed) {

    enum Status {
        PROCESSING,
        COMPLETED,
        FAILED
    }

    private static final Pattern RECORD = Pattern.compile("\\{\"status\":\"(\\w+)\",.*\"fence\":(\\d+),.*");

    /** @param record its beginning, up to the fence and further */
    static Stored parse(String record) {
        Matcher parts = RECORD.matcher(record);
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not a record: " + record);
        }
        return new Stored(Status.valueOf(parts.group(1).toUpperCase()), Long.parseLong(parts.group(2)));
    }

    long claimedMillis() {
        return claimed / 1_000;
    }
}
