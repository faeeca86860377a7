package org.acme.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that show metrics to people. */
enum Shown {

    DASHBOARD("../../runtime/dev/src/main/resources/META-INF/grafana/grafana-dashboard-event-idempotency.json"),
    ALERTS("../../docs/modules/ROOT/assets/attachments/event-idempotency-alerts.yml");

    private static final Pattern SERIES = Pattern.compile("event_idempotency_\\w+");

    final Path file;

    Shown(String file) {
        this.file = Path.of(file);
    }

    String text() throws IOException {
        return Files.readString(file);
    }

    /** {@return the names of the series that it reads} */
    Set<String> series() throws IOException {
        return values(SERIES, 0);
    }

    /** {@return the values that it selects series of deliveries by} */
    Set<String> values(String label) throws IOException {
        Set<String> values = new TreeSet<>();
        values(Pattern.compile("deliveries_total\\{[^}]*\\b" + label + "=~?\\\\?\"([^\"\\\\$]+)"), 1)
                .forEach(text -> values.addAll(Set.of(text.split("\\|"))));
        return values;
    }

    private Set<String> values(Pattern pattern, int group) throws IOException {
        Set<String> values = new TreeSet<>();
        for (Matcher found = pattern.matcher(text()); found.find();) {
            values.add(found.group(group));
        }
        return values;
    }
}
