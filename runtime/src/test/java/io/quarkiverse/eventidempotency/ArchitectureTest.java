package io.quarkiverse.eventidempotency;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the packages. */
@AnalyzeClasses(packages = "io.quarkiverse.eventidempotency", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.quarkiverse.eventidempotency";

    @ArchTest
    static final ArchRule apiKnowsNothingBehindIt = classes().that().resideInAPackage(ROOT)
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".spi", "java..", "org.jspecify..",
                    "com.fasterxml.jackson..", "io.smallrye.mutiny..", "io.smallrye.common.annotation..");

    @ArchTest
    static final ArchRule spiKnowsTheApiOnly = classes().that().resideInAPackage(ROOT + ".spi")
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".spi", "java..", "org.jspecify..",
                    "io.smallrye.mutiny..", "io.smallrye.common.annotation..");

    @ArchTest
    static final ArchRule engineKnowsNoContainerRedisOrMessaging = classes().that().resideInAPackage(ROOT + ".runtime.engine")
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".spi", ROOT + ".runtime.engine", "java..",
                    "org.jspecify..", "io.smallrye.mutiny..", "io.smallrye.common.annotation..",
                    "com.fasterxml.jackson.core..");

    @ArchTest
    static final ArchRule storesKnowNoContainer = noClasses()
            .that().resideInAnyPackage(ROOT + ".runtime.redis", ROOT + ".runtime.memory")
            .should().dependOnClassesThat().resideInAnyPackage("jakarta..", "io.quarkus..", ROOT + ".runtime");

    @ArchTest
    static final ArchRule memoryKnowsNoRedis = noClasses().that().resideInAPackage(ROOT + ".runtime.memory")
            .should().dependOnClassesThat().resideInAnyPackage("io.vertx..", ROOT + ".runtime.redis");
}
