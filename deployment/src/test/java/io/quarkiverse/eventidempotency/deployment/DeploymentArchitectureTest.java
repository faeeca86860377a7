package io.quarkiverse.eventidempotency.deployment;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the packages of the build. */
@AnalyzeClasses(packages = "io.quarkiverse.eventidempotency.deployment", importOptions = DoNotIncludeTests.class)
class DeploymentArchitectureTest {

    private static final String ROOT = "io.quarkiverse.eventidempotency.deployment";

    @ArchTest
    static final ArchRule eachRoomKnowsTheOnesBelow = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("pages").definedBy(ROOT + ".devui")
            .layer("steps").definedBy(ROOT)
            .layer("generate").definedBy(ROOT + ".generate")
            .layer("method").definedBy(ROOT + ".method")
            .layer("key").definedBy(ROOT + ".key")
            .layer("types").definedBy(ROOT + ".types")
            .whereLayer("pages").mayNotBeAccessedByAnyLayer()
            .whereLayer("steps").mayOnlyBeAccessedByLayers("pages")
            .whereLayer("generate").mayOnlyBeAccessedByLayers("steps")
            .whereLayer("method").mayOnlyBeAccessedByLayers("steps", "generate")
            .whereLayer("key").mayOnlyBeAccessedByLayers("steps", "generate", "method");

    @ArchTest
    static final ArchRule pagesAloneKnowTheDevUi = noClasses().that().resideOutsideOfPackage(ROOT + ".devui")
            .should().dependOnClassesThat().resideInAnyPackage("io.quarkus.devui..",
                    "io.quarkiverse.eventidempotency.dev..");
}
