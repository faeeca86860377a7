package io.quarkiverse.eventidempotency.runtime.json;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Finds what a result lost although its JSON is the same: members that are not written. A member that annotations make Jackson
 * leave out counts where it held something. Any other counts where it alone can be why the {@code equals} of its class returns
 * false: a cache, a lock or a time of creation is no loss.
 */
final class LostMembers {

    private static final int NO_STATE = Modifier.STATIC | Modifier.TRANSIENT;

    private final SerializationConfig written;
    private final DeserializationConfig read;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Class<?>, Members> members = new HashMap<>();

    LostMembers(ObjectMapper mapper) {
        this.written = mapper.getSerializationConfig();
        this.read = mapper.getDeserializationConfig();
    }

    @Nullable
    String find(Object result, Object back) {
        return compare(result, back, "it", true);
    }

    /** @param matters whether a value that differs is lost, unless it says itself that it is equal */
    private @Nullable String compare(@Nullable Object value, @Nullable Object back, String path, boolean matters) {
        if (value == back || value instanceof TreeNode || value instanceof JsonObject || value instanceof JsonArray) {
            return null; // a tree of JSON has nothing else
        }
        if (value == null || back == null) {
            return matters ? path + " is " + (value == null ? "null" : "not null") + ", and " + (back == null ? "" : "not ")
                    + "null once it is read back" : null;
        }
        if (value instanceof Optional<?> optional && back instanceof Optional<?> other) {
            return compare(optional.orElse(null), other.orElse(null), path, matters);
        }
        if (value instanceof List<?> list && back instanceof Collection<?> others) {
            return compareElements(list, others, path, matters);
        }
        if (value instanceof Map<?, ?> map && back instanceof Map<?, ?> others) {
            return compareValues(map, others, path, matters);
        }
        if (value.getClass().isArray() && back.getClass().isArray()) {
            return compareElements(elements(value), elements(back), path, matters);
        }
        if (value instanceof Date date && back instanceof Date other) {
            return matters && date.getTime() != other.getTime() ? unequal(path) : null;
        }
        if (value instanceof Collection || value.getClass().getName().startsWith("java")) {
            return matters && !(value instanceof Collection) && definesEquals(value.getClass()) && !areEqual(value, back)
                    ? unequal(path)
                    : null;
        }
        if (value.getClass() != back.getClass()) {
            return isProxy(value.getClass()) || members(value.getClass()).definesEquals() && areEqual(value, back) ? null
                    : path + " is a " + value.getClass().getName() + ", and a "
                            + back.getClass().getName() + " once it is read back";
        }
        return seen.add(value) ? compareMembers(value, back, path) : null;
    }

    /** By the names that Hibernate and others give to what they make. */
    private static boolean isProxy(Class<?> type) {
        return type.isHidden() || type.isAnonymousClass() || type.getName().contains("Proxy") || type.getName().contains("$$");
    }

    private static String unequal(String path) {
        return path + " is not equal to what it was once it is read back";
    }

    private @Nullable String compareElements(List<?> list, Collection<?> others, String path, boolean matters) {
        Iterator<?> other = others.iterator();
        return list.size() != others.size() ? null // as their JSON is the same, it is no list
                : first(IntStream.range(0, list.size())
                        .mapToObj(i -> compare(list.get(i), other.next(), path + "[" + i + "]", matters)));
    }

    private static List<@Nullable Object> elements(Object array) {
        return IntStream.range(0, Array.getLength(array)).mapToObj(i -> Array.get(array, i)).toList();
    }

    private @Nullable String compareValues(Map<?, ?> map, Map<?, ?> others, String path, boolean matters) {
        return first(map.entrySet().stream().filter(entry -> others.get(entry.getKey()) != null).map(entry -> compare(
                entry.getValue(), others.get(entry.getKey()), path + "[" + entry.getKey() + "]", matters)));
    }

    private static @Nullable String first(Stream<@Nullable String> found) {
        return found.filter(Objects::nonNull).findFirst().orElse(null);
    }

    private @Nullable String compareMembers(Object value, Object back, String path) {
        Members of = members(value.getClass());
        boolean unequal = of.definesEquals() && !areEqual(value, back);
        boolean explained = unequal && of.fields().stream().filter(field -> of.written().contains(field.getName()))
                .anyMatch(field -> !areEqual(get(field, value), get(field, back)));
        for (Field field : of.fields()) {
            boolean ignored = of.leftOut().contains(field.getName());
            boolean written = of.written().contains(field.getName());
            boolean matters = ignored || unequal && (written || !explained);
            String found = !matters && !written ? null
                    : compare(get(field, value), get(field, back),
                            path.equals("it") ? field.getName() : path + "." + field.getName(), matters);
            if (found != null) {
                return !ignored ? found : found + " (Jackson leaves it out: @JsonIgnore, or write-only access)";
            }
        }
        return null;
    }

    /** An {@code equals} that fails, or calls itself where objects refer to each other, shows no difference. */
    private static boolean areEqual(@Nullable Object value, @Nullable Object back) {
        try {
            return Objects.deepEquals(value, back);
        } catch (RuntimeException | StackOverflowError e) {
            return true;
        }
    }

    private static @Nullable Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // it was made accessible
        }
    }

    private Members members(Class<?> type) {
        return members.computeIfAbsent(type, t -> {
            BeanDescription asWritten = written.introspect(written.constructType(type));
            Set<String> names = asWritten.findProperties().stream().filter(BeanPropertyDefinition::couldSerialize)
                    .map(BeanPropertyDefinition::getInternalName).collect(toSet());
            return new Members(fields(type), names, leftOut(type, asWritten, names), definesEquals(type));
        });
    }

    private static List<Field> fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> c = type; c != null && !c.getName().startsWith("java"); c = c.getSuperclass()) {
            Stream.of(c.getDeclaredFields()).filter(field -> (field.getModifiers() & NO_STATE) == 0 && !field.isSynthetic()
                    && field.trySetAccessible()).forEach(fields::add);
        }
        return fields;
    }

    private Set<String> leftOut(Class<?> type, BeanDescription asWritten, Set<String> writtenNames) {
        BeanDescription asRead = read.introspect(written.constructType(type));
        Set<String> names = asRead.findProperties().stream().map(BeanPropertyDefinition::getInternalName)
                .collect(toCollection(HashSet::new));
        names.removeAll(writtenNames);
        names.addAll(Objects.requireNonNullElse(asWritten.getIgnoredPropertyNames(), Set.of()));
        names.addAll(Objects.requireNonNullElse(asRead.getIgnoredPropertyNames(), Set.of()));
        names.addAll(written.getAnnotationIntrospector().findPropertyIgnoralByName(written, asWritten.getClassInfo())
                .getIgnored());
        return names;
    }

    private static boolean definesEquals(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e); // every class has one
        }
    }

    /** The fields of a class, and the names of those that Jackson writes and of those that annotations exclude. */
    private record Members(List<Field> fields, Set<String> written, Set<String> leftOut, boolean definesEquals) {
    }
}
