package io.quarkiverse.eventidempotency.dev;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.TypeFactory;

/** The arguments of a guarded method, as they are made of a payload that is written as JSON. */
final class TriedArguments {

    private static final String MESSAGE = "org.eclipse.microprofile.reactive.messaging.Message";
    private static final String METADATA = "org.eclipse.microprofile.reactive.messaging.Metadata";

    private enum Kind {
        PAYLOAD,
        MESSAGE,
        METADATA,
        NOTHING
    }

    private record Argument(String name, Kind kind, JavaType type) {

        boolean isPayload() {
            return kind == Kind.PAYLOAD || kind == Kind.MESSAGE;
        }
    }

    private final ObjectMapper mapper;
    private final List<Argument> arguments;
    private final List<Argument> payloads;
    /** Whether the payload has the arguments by name, since they are several. */
    private final boolean named;

    private TriedArguments(ObjectMapper mapper, List<Argument> arguments) {
        this.mapper = mapper;
        this.arguments = arguments;
        this.payloads = arguments.stream().filter(Argument::isPayload).toList();
        this.named = payloads.size() > 1;
    }

    /**
     * @param beanClass the class of its bean, which may say what its type variables are
     * @param consumer whether it consumes messages
     * @throws Refusal if it takes what cannot be made here
     */
    static TriedArguments of(Method method, Class<?> beanClass, boolean consumer, ObjectMapper mapper) {
        ObjectMapper strict = mapper.copy().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        TypeFactory types = strict.getTypeFactory();
        JavaType declaring = types.constructType(beanClass).findSuperType(method.getDeclaringClass());
        List<Argument> arguments = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            JavaType type = types.resolveMemberType(parameter.getParameterizedType(), declaring.getBindings());
            arguments.add(consumer ? ofMessage(parameter.getName(), type, arguments.isEmpty())
                    : new Argument(parameter.getName(), Kind.PAYLOAD, type));
        }
        return new TriedArguments(strict, List.copyOf(arguments));
    }

    private static Argument ofMessage(String name, JavaType type, boolean first) {
        String raw = type.getRawClass().getName();
        if (first && raw.equals(MESSAGE)) {
            return new Argument(name, Kind.MESSAGE, type.containedTypeOrUnknown(0));
        } else if (raw.equals(METADATA)) {
            return new Argument(name, Kind.METADATA, type);
        } else if (!first && type.getRawClass() == Optional.class) {
            return new Argument(name, Kind.NOTHING, type);
        } else if (!first || raw.startsWith("org.apache.kafka.") || raw.startsWith("io.smallrye.reactive.messaging.")) {
            throw new Refusal("It takes a " + type.getRawClass().getSimpleName()
                    + ", which only its connector makes: send it a message over its channel");
        }
        return new Argument(name, Kind.PAYLOAD, type);
    }

    /** {@return the type of the payload, for people to read} */
    String payloadType() {
        return payloads.stream().map(argument -> shown(argument.type())).collect(Collectors.joining(", "));
    }

    private static String shown(JavaType type) {
        return type.toCanonical().replaceAll("\\b[a-z][\\w]*\\.(?=[\\w.])", "").replace('$', '.');
    }

    /** {@return a payload to begin with, as JSON; empty when there is nothing to tell} */
    String sample() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (Argument payload : payloads) {
            all.set(payload.name(), SamplePayload.of(payload.type(), named ? payload.name() : "text", mapper));
        }
        return payloads.isEmpty() ? "" : (named ? all : all.get(payloads.get(0).name())).toPrettyString();
    }

    /**
     * Reads a payload, anew for each delivery.
     *
     * @return the arguments; {@code null} where there is no payload
     * @throws Refusal if the text is no JSON, or does not fit
     */
    @Nullable
    Object[] read(String json) {
        @Nullable
        Object[] values = new Object[arguments.size()];
        JsonNode all = named ? named(json) : null;
        for (int i = 0; i < values.length; i++) {
            Argument argument = arguments.get(i);
            if (argument.isPayload()) {
                values[i] = all == null ? read(json, argument.type(), "The payload")
                        : read(String.valueOf(all.get(argument.name())), argument.type(),
                                "'" + argument.name() + "' of the payload");
            }
        }
        return values;
    }

    private JsonNode named(String json) {
        JsonNode node = tree(json, "The payload", "");
        List<String> names = arguments.stream().map(Argument::name).toList();
        if (!node.isObject() || names.stream().anyMatch(name -> !node.has(name))) {
            throw new Refusal("The payload is not an object with the arguments " + String.join(", ", names)
                    + " in it");
        }
        return node;
    }

    private @Nullable Object read(String json, JavaType type, String what) {
        tree(json, what, type.getRawClass() == String.class ? " (a text is written in quotes)" : "");
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new Refusal(what + " is no " + shown(type) + ": " + text(e));
        }
    }

    /** Numbers stay as they are written, however many digits they have. */
    private JsonNode tree(String json, String what, String hint) {
        try {
            return mapper.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).readTree(json);
        } catch (JsonProcessingException e) {
            throw new Refusal(what + " is no JSON: " + text(e) + hint);
        }
    }

    private static String text(JsonProcessingException e) {
        return e.getOriginalMessage() + (e.getLocation() == null ? ""
                : " [line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + "]");
    }

    /**
     * {@return the payload of a call, which {@link #read} would read from JSON}
     *
     * @param payloads takes the payload out of a message, and returns what is none as it is
     */
    @Nullable
    Object payload(@Nullable Object[] parameters, UnaryOperator<@Nullable Object> payloads) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i++) {
            if (arguments.get(i).isPayload()) {
                values.put(arguments.get(i).name(), payloads.apply(parameters[i]));
            }
        }
        return named || values.isEmpty() ? values : values.values().iterator().next();
    }

    /** {@return what the method is called with; {@code message} is {@code null} where it is no consumer} */
    @Nullable
    Object[] with(@Nullable Object[] values, @Nullable Object message, @Nullable TriedMessages messages) {
        @Nullable
        Object[] passed = new Object[values.length];
        for (int i = 0; i < passed.length; i++) {
            passed[i] = switch (arguments.get(i).kind()) {
                case MESSAGE -> message;
                case METADATA -> messages == null || message == null ? null : messages.metadataOf(message);
                case NOTHING -> Optional.empty();
                case PAYLOAD -> values[i];
            };
        }
        return passed;
    }
}
