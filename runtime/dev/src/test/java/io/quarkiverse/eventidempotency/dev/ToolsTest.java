package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;

/** Tools know a method by its description alone, in which each parameter has to be described. */
class ToolsTest {

    /** Quarkus finds the annotation of a parameter too when it searches for that of the method. */
    @Test
    void noParameterHasADescriptionOfItsOwn() throws Exception {
        List<Method> methods = methods();
        assertThat(methods).extracting(Method::getName).contains("oneRecord", "handlers", "tryHandler", "happenings");
        for (Method method : methods) {
            for (Parameter parameter : method.getParameters()) {
                assertThat(parameter.isAnnotationPresent(JsonRpcDescription.class)).as(parameter + " of " + method).isFalse();
            }
        }
    }

    @Test
    void aDescriptionNamesEachParameter() throws Exception {
        for (Method method : methods()) {
            JsonRpcDescription description = method.getAnnotation(JsonRpcDescription.class);
            assertThat(description).as(method.toString()).isNotNull();
            for (Parameter parameter : method.getParameters()) {
                assertThat(description.value()).as(method.toString()).contains(" " + parameter.getName() + ": ");
            }
        }
    }

    /** Until a person allows them more. */
    @Test
    void toolsMayOnlyRead() throws Exception {
        assertThat(methods()).filteredOn(method -> method.isAnnotationPresent(DevMCPEnableByDefault.class))
                .extracting(Method::getName).containsExactlyInAnyOrder("countByStatus", "explain", "handlers", "handlersToTry",
                        "matching", "oneRecord", "overview", "payloads", "recentRecords", "recordsPage", "startWarnings",
                        "story", "trial");
    }

    private static List<Method> methods() throws IOException, URISyntaxException {
        Path classes = Path.of(TrialsJsonRpc.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String prefix = TrialsJsonRpc.class.getPackageName();
        try (Stream<Path> files = Files.list(classes.resolve(prefix.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith("JsonRpc.class"))
                    .flatMap(name -> Arrays.stream(service(prefix + '.' + name.replace(".class", "")).getDeclaredMethods()))
                    .filter(method -> Modifier.isPublic(method.getModifiers())).toList();
        }
    }

    private static Class<?> service(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
