package io.quarkiverse.eventidempotency.dev;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Times and durations as sentences contain them. */
final class Spans {

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Spans() {
    }

    /** {@return a duration in one unit, such as {@code 41 ms}, {@code 0.4 s}, {@code 20 s}, {@code 56 min}} */
    static String of(long millis) {
        long length = Math.max(0, millis);
        if (length < 100) {
            return length + " ms";
        }
        if (length < 10 * SECOND) {
            return String.format(Locale.ROOT, "%.1f s", length / 1e3).replace(".0 ", " ");
        }
        if (length < 2 * MINUTE) {
            return length / SECOND + " s";
        }
        if (length < 2 * HOUR) {
            return length / MINUTE + " min";
        }
        return length < 2 * DAY ? length / HOUR + " h" : length / DAY + " d";
    }

    /** {@return the time of day of an instant, here} */
    static String clock(long epochMillis) {
        return DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)
                .format(Instant.ofEpochMilli(epochMillis).atZone(ZoneId.systemDefault()));
    }

    /** {@return the milliseconds since 1970 of a record's time, in UTC where it names no offset; {@code null} for none} */
    static @Nullable Long millis(@Nullable String isoDateTime) {
        if (isoDateTime == null) {
            return null;
        }
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(isoDateTime, OffsetDateTime::from,
                    LocalDateTime::from);
            return (time instanceof OffsetDateTime offset ? offset.toInstant()
                    : ((LocalDateTime) time).toInstant(ZoneOffset.UTC)).toEpochMilli();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
