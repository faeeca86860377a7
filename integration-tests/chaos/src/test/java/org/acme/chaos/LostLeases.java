package org.acme.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The log lines of a process about runs whose lease it had lost when it stored their outcome. Warnings are limited, and at
 * DEBUG
 * there is a line for each.
 */
final class LostLeases {

    record LostLease(String parcel, long at) {
    }

    private static final Pattern LINE = Pattern.compile("(\\S+ \\S+) DEBUG .* QEI00004 \\[.*, key '([^']+)'.*");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");

    static List<LostLease> read(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(LINE::matcher).filter(Matcher::matches).map(LostLeases::parse).toList();
        }
    }

    private static LostLease parse(Matcher line) {
        return new LostLease(line.group(2), LocalDateTime.parse(line.group(1), TIME).atZone(ZoneId.systemDefault()).toInstant()
                .toEpochMilli());
    }

    private LostLeases() {
    }
}
