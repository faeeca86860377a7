package io.quarkiverse.eventidempotency.dev;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** All differences between two JSON texts, path by path. */
final class JsonDifferences {

    static final int MOST = 50;
    private static final int LONGEST = 200;
    /** Numbers keep their digits. */
    private static final ObjectReader READER = JsonMapper.builder().build().reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    /**
     * One difference.
     *
     * @param path where, as {@code items[0].price}; empty for the whole text
     * @param before the value of the first text, as JSON; {@code null} where it has none
     * @param after the value of the second text, likewise
     */
    public record Difference(String path, @Nullable String before, @Nullable String after) {
    }

    private final List<Difference> found = new ArrayList<>();

    private JsonDifferences() {
    }

    /** {@return the first {@value #MOST} differences; {@code null} where one of the texts is no JSON, such as a cut one} */
    static @Nullable List<Difference> of(String before, String after) {
        JsonDifferences differences = new JsonDifferences();
        try {
            differences.compare("", READER.readTree(before), READER.readTree(after));
        } catch (JsonProcessingException e) {
            return null;
        }
        return List.copyOf(differences.found);
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (found.size() >= MOST || before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            Set<String> names = new TreeSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(path.isEmpty() ? name : path + '.' + name, before.path(name), after.path(name)));
        } else if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                compare(path + '[' + i + ']', before.path(i), after.path(i));
            }
        } else {
            found.add(new Difference(path, shown(before), shown(after)));
        }
    }

    private static @Nullable String shown(JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        String text = value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
