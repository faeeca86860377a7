package io.quarkiverse.eventidempotency.runtime.json;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.std.ContainerDeserializerBase;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.jsontype.NamedType;

/**
 * The types of results that JSON cannot bring back: those whose declaration leaves the class of a value open, and those that
 * are not made of JSON. A mapper's deserializers are followed, so that what annotations and modules take over is left to them.
 */
public final class StoredTypes {

    private static final Set<Class<?>> OPEN = Set.of(Object.class, Number.class, Serializable.class, Comparable.class,
            Cloneable.class);

    /** By name: applications need not have them. */
    private static final Set<String> NOT_OF_JSON = Set.of("com.google.protobuf.MessageLite",
            "com.google.protobuf.MessageLiteOrBuilder", "org.apache.avro.generic.IndexedRecord");

    private final DeserializationConfig config;
    private final DeserializationContext context;
    private final Predicate<Class<?>> known;

    /** @param known whether all that the mapper has to read instances of a class by is known here */
    public StoredTypes(ObjectMapper mapper, Predicate<Class<?>> known) {
        this.config = mapper.getDeserializationConfig();
        this.context = ((DefaultDeserializationContext) mapper.getDeserializationContext()).createDummyInstance(config);
        this.known = known;
    }

    /** {@return why values of a type would not come back, and what to do; {@code null} when no reason is known} */
    public @Nullable String problem(JavaType type) {
        return new Walk().at(type, null, "it");
    }

    private final class Walk {

        private final Set<JavaType> seen = new HashSet<>();

        @Nullable
        String at(JavaType type, @Nullable JsonDeserializer<?> found, String where) {
            JsonDeserializer<?> deserializer = found != null ? found : find(type);
            if (deserializer != null && !ExactValues.isJacksons(deserializer)
                    && !(deserializer instanceof PresentNothing.Deserializer)) {
                return null;
            }
            Class<?> raw = type.getRawClass();
            if (OPEN.contains(raw)) {
                return where + " is declared as " + raw.getName() + ", and JSON does not hold the class of a value: a duplicate"
                        + " would get another one. Declare the class, JsonNode for any JSON, let Jackson write the class (@JsonTypeInfo),"
                        + " or name a deserializer of your own there (@JsonDeserialize)";
            }
            String foreign = notOfJson(raw);
            if (foreign != null) {
                return where + " is a " + raw.getName() + ", and Jackson cannot read a " + foreign + " back: a duplicate would"
                        + " get no result. Provide a bean of ResultFormat for "
                        + (where.equals("it") ? "it" : "the whole result")
                        + ", or declare a record of what a duplicate needs";
            }
            if (deserializer == null || !seen.add(type)) {
                return null;
            }
            if (type.isContainerType() || type.isReferenceType()) {
                return ofContainer(type, deserializer, where);
            }
            String problem = deserializer instanceof BeanDeserializerBase bean && known.test(raw) ? ofBean(type, bean)
                    : ofArguments(type, where);
            return problem != null ? problem : ofSubtypes(type);
        }

        private @Nullable String ofContainer(JavaType type, JsonDeserializer<?> deserializer, String where) {
            JavaType key = type.getKeyType();
            if (key != null && OPEN.contains(key.getRawClass())) {
                return at(key, null, "a key of " + where);
            }
            JavaType content = type.getContentType();
            if (content == null || content.getTypeHandler() != null) {
                return null;
            }
            return at(content, deserializer instanceof ContainerDeserializerBase<?> container
                    ? container.getContentDeserializer()
                    : null, where.equals("it") || where.startsWith("a value of ") ? "a value of it" : "a value of " + where);
        }

        private @Nullable String ofBean(JavaType type, BeanDeserializerBase bean) {
            if (type.isTypeOrSubTypeOf(Throwable.class) || bean.getValueInstantiator().canCreateUsingDelegate()) {
                return null;
            }
            List<SettableBeanProperty> properties = new ArrayList<>();
            bean.properties().forEachRemaining(properties::add);
            bean.creatorProperties().forEachRemaining(properties::add);
            String problem = first(properties.stream()
                    .filter(property -> !property.hasValueTypeDeserializer() && !property.isIgnorable()),
                    property -> at(property.getType(),
                            property.hasValueDeserializer() ? property.getValueDeserializer() : null,
                            "the member " + property.getName() + " of " + type.getRawClass().getName()));
            return problem != null ? problem : ofFurtherMembers(type);
        }

        /** Members that are found by no name. */
        private @Nullable String ofFurtherMembers(JavaType type) {
            AnnotatedMember any = config.introspect(type).findAnySetterAccessor();
            if (any == null) {
                return null;
            }
            JavaType value = any instanceof AnnotatedMethod method ? method.getParameterType(1)
                    : any.getType().getContentType();
            return value == null ? null
                    : at(value, null, "a value of @JsonAnySetter in " + type.getRawClass().getName());
        }

        private @Nullable String ofArguments(JavaType type, String where) {
            return type.hasRawClass(Class.class) ? null // its argument is the type of no value
                    : first(type.getBindings().getTypeParameters().stream(),
                            argument -> at(argument, null, "a type argument of " + where));
        }

        private @Nullable String ofSubtypes(JavaType type) {
            return first(config.getSubtypeResolver().collectAndResolveSubtypesByClass(config,
                    AnnotatedClassResolver.resolve(config, type, config)).stream().map(NamedType::getType)
                    .filter(subtype -> subtype != type.getRawClass() && type.getRawClass().isAssignableFrom(subtype)),
                    subtype -> at(config.getTypeFactory().constructSpecializedType(type, subtype), null,
                            "a " + subtype.getName()));
        }

        private static <T> @Nullable String first(Stream<T> parts, Function<T, @Nullable String> problem) {
            return parts.map(problem).filter(Objects::nonNull).findFirst().orElse(null);
        }
    }

    private @Nullable JsonDeserializer<?> find(JavaType type) {
        try {
            return context.findContextualValueDeserializer(type, null);
        } catch (JsonMappingException | RuntimeException e) {
            return null; // the first event of development shows it, with a value
        }
    }

    private static @Nullable String notOfJson(Class<?> type) {
        if (NOT_OF_JSON.contains(type.getName())) {
            return type.getName();
        }
        return Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .map(StoredTypes::notOfJson).filter(Objects::nonNull).findFirst().orElse(null);
    }
}
