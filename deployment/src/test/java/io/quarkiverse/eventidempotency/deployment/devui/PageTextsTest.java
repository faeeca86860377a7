package io.quarkiverse.eventidempotency.deployment.devui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The texts of the pages stand twice: where they are shown, and in the file that translators copy. */
class PageTextsTest {

    private static final Path PAGES = Path.of("src/main/resources/dev-ui");
    private static final String TEXT = "(str`(?:[^`\\\\]|\\\\.)*`|'(?:[^'\\\\]|\\\\.)*')";
    private static final Pattern SHOWN = Pattern.compile("msg\\(\\s*" + TEXT + ",\\s*\\{\\s*id:\\s*'([^']+)'");
    private static final Pattern LISTED = Pattern.compile("^ {4}'([^']+)': " + TEXT + ",?$", Pattern.MULTILINE);
    private static final Pattern VALUE = Pattern.compile("\\$\\{(?:[^{}]|\\{[^{}]*})*}");

    /** Texts that the Dev UI itself shows: titles of pages and the description of the card. */
    private static final Set<String> OF_DEV_UI = Set.of("footer-events", "quarkus-event-idempotency-meta-description",
            "quarkus-event-idempotency-records", "quarkus-event-idempotency-in_flight", "quarkus-event-idempotency-story",
            "quarkus-event-idempotency-handlers", "quarkus-event-idempotency-try_it", "quarkus-event-idempotency-live");

    @Test
    void eachTextIsListedAsItIsShown() throws IOException {
        Map<String, Set<String>> shown = new TreeMap<>();
        try (Stream<Path> files = Files.list(PAGES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".js")).toList()) {
                Matcher text = SHOWN.matcher(Files.readString(file));
                while (text.find()) {
                    shown.computeIfAbsent(text.group(2), id -> new TreeSet<>()).add(numbered(text.group(1)));
                }
            }
        }
        Map<String, String> listed = new TreeMap<>();
        Matcher entry = LISTED.matcher(Files.readString(PAGES.resolve("i18n/en.js")));
        while (entry.find()) {
            assertThat(listed.put(entry.group(1), entry.group(2))).as(entry.group(1)).isNull();
        }
        assertThat(shown).hasSizeGreaterThan(100);
        shown.forEach((id, texts) -> assertThat(List.copyOf(texts)).as(id).containsExactly(listed.get(id)));
        Set<String> unused = new TreeSet<>(listed.keySet());
        unused.removeAll(shown.keySet());
        unused.removeAll(OF_DEV_UI);
        assertThat(unused).isEmpty();
    }

    /** Values in a text are numbered in the list. */
    private static String numbered(String text) {
        StringBuilder numbered = new StringBuilder();
        Matcher value = VALUE.matcher(text);
        int number = 0;
        while (value.find()) {
            value.appendReplacement(numbered, Matcher.quoteReplacement("${" + number++ + "}"));
        }
        return value.appendTail(numbered).toString();
    }
}
