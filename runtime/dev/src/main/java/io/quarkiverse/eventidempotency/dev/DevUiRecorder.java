package io.quarkiverse.eventidempotency.dev;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Handler;

import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.annotations.Recorder;

/** Collects the warnings of the start, and passes on what only the build knows. */
@Recorder
public class DevUiRecorder {

    /** @param ofBuild what the build warned of, each with its code */
    public RuntimeValue<Optional<Handler>> collector(List<String> ofBuild) {
        return new RuntimeValue<>(Optional.of(new StartWarnings(ofBuild)));
    }

    /** {@return what supplies it as a bean} */
    public Supplier<StartWarnings> warnings(RuntimeValue<Optional<Handler>> collector) {
        return () -> (StartWarnings) collector.getValue().orElseThrow();
    }

    /** {@return what supplies the attributes as a bean} */
    public Supplier<WrittenAttributes> attributes(Map<String, WrittenAttributes.Attributes> byMethodId) {
        return () -> new WrittenAttributes(byMethodId);
    }
}
