package io.quarkiverse.eventidempotency.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Annotation and configuration agree with the definition of each attribute. */
class PolicyAttributesTest {

    private static final String PREFIX = "quarkus.event-idempotency.";

    static Stream<PolicyAttribute<?>> attributes() {
        return PolicyOverrides.ATTRIBUTES.stream();
    }

    private static Object parsed(PolicyAttribute<?> attribute, Object written) {
        if (attribute.type() == Duration.class) {
            return DurationConverter.parseDuration((String) written);
        }
        if (!(written instanceof String text)) {
            return written;
        }
        return attribute.type().isEnum() ? Stream.of(attribute.type().getEnumConstants())
                .filter(constant -> constant.toString().equalsIgnoreCase(text)).findFirst().orElseThrow()
                : attribute.type() == Integer.class ? (Object) Integer.valueOf(text) : Boolean.valueOf(text);
    }

    @ParameterizedTest
    @MethodSource("attributes")
    void annotationHasTheDefault(PolicyAttribute<?> attribute) throws Exception {
        if (attribute.ofAnnotation()) {
            Method member = Idempotent.class.getMethod(attribute.member());
            assertThat(parsed(attribute, member.getDefaultValue())).isEqualTo(attribute.otherwise());
        } else {
            assertThat(Idempotent.class.getMethods()).extracting(Method::getName).doesNotContain(attribute.member());
        }
    }

    @ParameterizedTest
    @MethodSource("attributes")
    void configurationDocumentsTheDefault(PolicyAttribute<?> attribute) throws Exception {
        ConfigDocDefault documented = PolicyConfig.class.getMethod(attribute.member()).getAnnotation(ConfigDocDefault.class);
        assertThat(parsed(attribute, documented.value())).isEqualTo(attribute.otherwise());
    }

    private static String other(PolicyAttribute<?> attribute) {
        Object otherwise = attribute.otherwise();
        if (otherwise instanceof Enum<?> constant) {
            return constant.getDeclaringClass().getEnumConstants()[(constant.ordinal() + 1) % 2].name();
        }
        return otherwise instanceof Boolean flag ? String.valueOf(!flag) : otherwise instanceof Integer ? "7" : "7S";
    }

    @Test
    void configurationOfAllScopesAndOfOneSetsEachAttribute() {
        Map<String, String> properties = new HashMap<>();
        attributes().forEach(attribute -> {
            properties.put(PREFIX + attribute.property(), other(attribute));
            properties.put(PREFIX + "scopes.s." + attribute.property(), other(attribute));
        });
        EventIdempotencyConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withMapping(EventIdempotencyConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build().getConfigMapping(EventIdempotencyConfig.class);
        PolicyOverrides ofAll = PolicyConfig.overrides(config);
        assertThat(attributes()).allSatisfy(attribute -> assertThat(ofAll.get(attribute)).as(attribute.member()).isNotNull()
                .isNotEqualTo(attribute.otherwise()));
        assertThat(PolicyConfig.overrides(config.scopes().get("s"))).isEqualTo(ofAll);
    }
}
