package io.quarkiverse.eventidempotency.deployment;

import java.nio.charset.StandardCharsets;

import io.quarkus.deployment.IsTest;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.deployment.builditem.GeneratedResourceBuildItem;

/** Applications under test. */
@BuildSteps(onlyIf = IsTest.class)
class TestProcessor {

    private static final String CALLED_BEFORE_EACH = "io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback";
    private static final String RECORDS_PER_TEST = "io.quarkiverse.eventidempotency.runtime.test.RecordsPerTest";

    /** By name: the class cannot be loaded where the build does not see the test framework. */
    @BuildStep
    GeneratedResourceBuildItem recordsPerTest() {
        return new GeneratedResourceBuildItem("META-INF/services/" + CALLED_BEFORE_EACH,
                RECORDS_PER_TEST.getBytes(StandardCharsets.UTF_8));
    }
}
