package io.quarkiverse.eventidempotency.runtime.json;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

/** The first difference between two JSON trees. */
final class JsonDifference {

    private static final int MAX_SHOWN = 60;

    private JsonDifference() {
    }

    /**
     * Compares two trees. Elements may have another order, as a set's do.
     *
     * @param repeated {@code written} once more: what differs from it is computed anew each time, and is not compared
     * @return where the trees differ and how; {@code null} where they do not
     */
    static @Nullable String of(JsonNode written, JsonNode again, JsonNode repeated) {
        return of(written, again, repeated, "");
    }

    private static @Nullable String of(JsonNode written, JsonNode again, JsonNode repeated, String path) {
        if (written.equals(again) || written.isArray() && again.isArray() && counted(written).equals(counted(again))) {
            return null;
        }
        if (written.isObject() && again.isObject()) {
            Set<String> names = new TreeSet<>();
            written.fieldNames().forEachRemaining(names::add);
            again.fieldNames().forEachRemaining(names::add);
            return names.stream().map(name -> of(written.path(name), again.path(name), repeated.path(name),
                    path.isEmpty() ? name : path + "." + name)).filter(Objects::nonNull).findFirst().orElse(null);
        }
        if (written.isArray() && again.isArray() && written.size() == again.size()) {
            return IntStream.range(0, written.size()).mapToObj(i -> of(written.get(i), again.get(i), repeated.path(i),
                    path + "[" + i + "]")).filter(Objects::nonNull).findFirst().orElse(null);
        }
        return !written.equals(repeated) ? null
                : (path.isEmpty() ? "it" : path) + " is written as " + shown(written) + ", and read back as " + shown(again);
    }

    private static Map<JsonNode, Long> counted(JsonNode elements) {
        return StreamSupport.stream(elements.spliterator(), false).collect(groupingBy(identity(), counting()));
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }
}
