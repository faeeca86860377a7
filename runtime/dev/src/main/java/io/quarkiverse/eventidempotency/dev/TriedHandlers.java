package io.quarkiverse.eventidempotency.dev;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableBean;

/** The guarded methods as they can be tried, each with its bean and a payload to begin with. */
@Singleton
public class TriedHandlers {

    private static final Pattern ATTRIBUTE = Pattern
            .compile("\\{(?:header:([^}?]+)|(kafka\\.key|messageId|cloudEvent\\.[a-z]+))\\??}");

    private final GuardedMethodSpecs specs;
    private final ObjectMapper mapper;

    TriedHandlers(GuardedMethodSpecs specs, ObjectMapper mapper) {
        this.specs = specs;
        this.mapper = mapper;
    }

    /**
     * A handler that can be tried, or why it cannot.
     *
     * @param scope the scope as configuration names it
     * @param payloadType the type of its payload; of its arguments, where it is no consumer
     * @param sample a payload to begin with, as JSON
     * @param metadata metadata to begin with, as JSON; {@code null} when it is no consumer
     * @param blocking whether it is called on a thread of its own; else on an event loop
     * @param note what is wrong with the sample; {@code null} for nothing
     * @param why why it cannot be tried; {@code null} when it can
     */
    public record Candidate(String id, List<String> channels, String scope, String keySource, @Nullable String payloadType,
            @Nullable String sample, @Nullable String metadata, boolean blocking, @Nullable String note,
            @Nullable String why) {
    }

    List<Candidate> candidates() {
        return specs.specs().stream().map(this::candidate).sorted(Comparator.comparing(Candidate::id)).toList();
    }

    private Candidate candidate(GuardedMethodSpec spec) {
        try {
            TriedHandler handler = TriedHandler.of(spec, bean(spec), mapper);
            String sample = handler.arguments().sample();
            return new Candidate(spec.method(), spec.channels(), spec.scopeName(), spec.keySource(),
                    handler.arguments().payloadType(),
                    sample, spec.channels().isEmpty() ? null : metadata(spec), handler.blocks(), problem(handler, sample),
                    null);
        } catch (RuntimeException | LinkageError e) {
            return new Candidate(spec.method(), spec.channels(), spec.scopeName(), spec.keySource(), null, null, null, false,
                    null,
                    e instanceof IllegalArgumentException ? e.getMessage() : e.toString());
        }
    }

    private static @Nullable String problem(TriedHandler handler, String sample) {
        try {
            handler.arguments().read(sample);
            return null;
        } catch (RuntimeException | LinkageError e) {
            return e.getMessage();
        } catch (StackOverflowError e) { // of a type that has ever more types in it
            return "Jackson cannot read this type: " + e;
        }
    }

    /** {@return the attributes of the message that the key is made of, as metadata names them} */
    static Set<String> attributes(GuardedMethodSpec spec) {
        Set<String> names = new TreeSet<>();
        Matcher attributes = ATTRIBUTE.matcher(spec.keySource());
        while (attributes.find()) {
            names.add(attributes.group(1) == null ? attributes.group(2) : attributes.group(1));
        }
        return names;
    }

    /** What the key is taken from. */
    private String metadata(GuardedMethodSpec spec) {
        Map<String, String> names = new TreeMap<>();
        attributes(spec).forEach(name -> names.put(name, name + "-1"));
        if (spec.namedByMessage()) {
            names.put("idempotency-key", "event-1");
        }
        return names.isEmpty() ? "" : mapper.valueToTree(names).toPrettyString();
    }

    /** @throws Refusal if there is none with that id, or it cannot be tried */
    TriedHandler named(String id) {
        GuardedMethodSpec spec = specs.specs().stream().filter(one -> one.method().equals(id)).findFirst()
                .orElseThrow(() -> new Refusal("'" + id + "' is no guarded handler"));
        return TriedHandler.of(spec, bean(spec), mapper);
    }

    /** {@return the arguments of a method; empty where only its connector makes them} */
    Optional<TriedArguments> argumentsOf(GuardedMethodSpec spec) {
        try {
            return Optional.of(TriedHandler.of(spec, bean(spec), mapper).arguments());
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    /**
     * {@return what the message of a delivery tells of itself}
     *
     * @param metadata a JSON object of texts; {@code null} or empty for nothing
     */
    Map<String, String> told(GuardedMethodSpec spec, @Nullable String metadata) {
        return metadata == null || metadata.isBlank() || spec.channels().isEmpty() ? Map.of() : texts(metadata, mapper);
    }

    /** {@return what a message tells of itself, read from a JSON object of texts} */
    static Map<String, String> texts(String json, ObjectMapper mapper) {
        TreeMap<String, String> texts;
        try {
            texts = mapper.readValue(json, new TypeReference<TreeMap<String, String>>() {
            });
        } catch (JsonProcessingException e) {
            throw new Refusal("The metadata is no JSON object of texts: " + e.getOriginalMessage());
        }
        if (texts == null || texts.containsValue(null)) {
            throw new Refusal("The metadata is no JSON object of texts: null is no text");
        }
        return texts;
    }

    private static InjectableBean<?> bean(GuardedMethodSpec spec) {
        for (Bean<?> bean : Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE)) {
            if (bean instanceof InjectableBean<?> found && found.getKind() == InjectableBean.Kind.CLASS
                    && found.getBeanClass().getName().equals(spec.beanClass())) {
                return found;
            }
        }
        throw new Refusal("Its bean is not there, since nobody uses it: inject it somewhere, or give it "
                + "@Unremovable");
    }
}
