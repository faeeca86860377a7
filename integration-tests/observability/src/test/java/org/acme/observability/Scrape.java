package org.acme.observability;

import static io.restassured.RestAssured.when;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One read of {@code /q/metrics}. */
record Scrape(String text) {

    private static final Pattern SERIES = Pattern.compile("(?m)^event_idempotency_(\\w+)(?:\\{(.*)})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final List<String> COUNTS = List.of("_total", "_duration_seconds_count");

    static Scrape now() {
        return new Scrape(when().get("/q/metrics").then().statusCode(200).extract().asString());
    }

    /** {@return the counters and the counts of timers of a scope, as in {@code "deliveries completed executed 1"}} */
    Set<String> counts(String scope) {
        Set<String> counts = new TreeSet<>();
        for (Matcher series = SERIES.matcher(text); series.find();) {
            Map<String, String> labels = labels(series.group(2));
            if (scope.equals(labels.remove("scope"))) {
                for (String suffix : COUNTS) {
                    if (series.group(1).endsWith(suffix)) {
                        String name = series.group(1).replace(suffix, "");
                        counts.add(String.join(" ", name, String.join(" ", labels.values()),
                                String.valueOf((long) Double.parseDouble(series.group(3)))).replace("  ", " "));
                    }
                }
            }
        }
        return counts;
    }

    /** {@return the value of a series without a scope, as in {@code "store_up"}} */
    double gauge(String name) {
        for (Matcher series = SERIES.matcher(text); series.find();) {
            if (series.group(1).equals(name)) {
                return Double.parseDouble(series.group(3));
            }
        }
        throw new AssertionError("There is no event_idempotency_" + name + " in " + text);
    }

    /** {@return the names of all series of the extension} */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Matcher series = SERIES.matcher(text); series.find();) {
            names.add("event_idempotency_" + series.group(1));
        }
        return names;
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        for (Matcher label = LABEL.matcher(text == null ? "" : text); label.find();) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }
}
