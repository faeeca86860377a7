package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkus.runtime.annotations.DevMCPEnableByDefault;
import io.quarkus.runtime.annotations.JsonRpcDescription;

/** Tools are told what each method does, and may only read until somebody allows them more. */
class ToolsReadOnlyTest {

    @Test
    void onlyReadsAreEnabled() {
        Set<String> enabled = new TreeSet<>();
        for (Method method : Stream.of(RecordsJsonRpc.class, GuardsJsonRpc.class, TrialsJsonRpc.class)
                .flatMap(service -> Arrays.stream(service.getDeclaredMethods())).toList()) {
            if (Modifier.isPublic(method.getModifiers())) {
                assertThat(method.isAnnotationPresent(JsonRpcDescription.class)).as(method.getName()).isTrue();
                if (method.isAnnotationPresent(DevMCPEnableByDefault.class)) {
                    enabled.add(method.getName());
                }
            }
        }
        assertThat(enabled).containsExactly("countByStatus", "handlers", "handlersToTry", "oneRecord", "overview",
                "recordsPage", "startWarnings", "trial");
    }
}
