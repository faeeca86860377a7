package io.quarkiverse.eventidempotency;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.regex.Pattern.quote;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import io.quarkiverse.eventidempotency.runtime.guard.BatchArgument;
import io.quarkiverse.eventidempotency.runtime.redis.command.ScriptCall;
import io.smallrye.mutiny.groups.UniSubscribe;

/** The walls between the packages. */
@AnalyzeClasses(packages = "io.quarkiverse.eventidempotency", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.quarkiverse.eventidempotency";
    private static final String REDIS = ROOT + ".runtime.redis";

    @ArchTest
    static final ArchRule apiKnowsNothingBehindIt = classes().that().resideInAPackage(ROOT)
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".records", "java..", "org.jspecify..",
                    "io.smallrye.mutiny..", "io.smallrye.common.annotation..", "io.vertx.mutiny.sqlclient..");

    @ArchTest
    static final ArchRule recordsKnowTheApiOnly = classes().that().resideInAPackage(ROOT + ".records")
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".records", "java..", "org.jspecify..",
                    "io.smallrye.mutiny..", "io.smallrye.common.annotation..");

    @ArchTest
    static final ArchRule envelopeKnowsTheApiOnly = classes().that().resideInAPackage(ROOT + ".envelope")
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".envelope", "java..", "org.jspecify..",
                    "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule spiKnowsTheApiOnly = classes().that().resideInAPackage(ROOT + ".spi")
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".records", ROOT + ".spi", "java..",
                    "org.jspecify..", "io.smallrye.mutiny..", "io.smallrye.common.annotation..",
                    "com.fasterxml.jackson.core..");

    @ArchTest
    static final ArchRule engineKnowsNoContainerRedisOrMessaging = classes().that().resideInAPackage(ROOT + ".runtime.engine..")
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".records", ROOT + ".results", ROOT + ".spi",
                    ROOT + ".runtime.engine..", "java..",
                    "org.jspecify..", "io.smallrye.mutiny..", "io.smallrye.common.annotation..",
                    "com.fasterxml.jackson.core..", "io.vertx.mutiny.sqlclient..");

    /** Applications without an SQL client have none of its classes: only what the public method names may name them. */
    @ArchTest
    static final ArchRule sqlClientsAreBehindTransactions = noClasses()
            .that().resideOutsideOfPackages(ROOT + ".runtime.database.reactive", ROOT + ".runtime.transactions")
            .and().doNotHaveFullyQualifiedName(ROOT + ".IdempotencyScope")
            .and()
            .haveNameNotMatching(
                    ".*(GuardedScope|ScopeInTransaction|TransactionDeliveries|ScopeSurroundings|ApplicationSurroundings|PlainSurroundings)")
            .should().dependOnClassesThat().resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.mutiny.sqlclient..");

    @ArchTest
    static final ArchRule deliveriesAndRecordsKnowNoScopesOrWindows = noClasses()
            .that().resideInAnyPackage(ROOT + ".runtime.engine.delivery", ROOT + ".runtime.engine.records")
            .should().dependOnClassesThat().resideInAnyPackage(ROOT + ".runtime.engine.scope", ROOT + ".runtime.engine.window");

    /** Lambdas given to a subscription would enter the contexts of the caller where the store replies. */
    @ArchTest
    static final ArchRule engineReceivesRepliesUndecorated = noClasses().that().resideInAPackage(ROOT + ".runtime.engine..")
            .and().doNotHaveSimpleName("OrphanCleanUp") // called by a timer, which has no contexts
            .should().callMethodWhere(target(owner(type(UniSubscribe.class))).and(target(name("with"))));

    @ArchTest
    static final ArchRule storesKnowNoContainer = noClasses()
            .that().resideInAnyPackage(ROOT + ".runtime.redis..", ROOT + ".runtime.memory", ROOT + ".runtime.cache")
            .should().dependOnClassesThat().resideInAnyPackage("jakarta..", "io.quarkus..", ROOT + ".runtime",
                    ROOT + ".runtime.config", ROOT + ".runtime.guard", ROOT + ".runtime.messaging..");

    @ArchTest
    static final ArchRule memoryKnowsNoRedis = noClasses().that().resideInAPackage(ROOT + ".runtime.memory")
            .should().dependOnClassesThat().resideInAnyPackage("io.vertx..", ROOT + ".runtime.redis..");

    @ArchTest
    static final ArchRule cacheKnowsThePortAndCaffeineOnly = classes().that().resideInAPackage(ROOT + ".runtime.cache")
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT + ".runtime.cache", ROOT + ".records", ROOT + ".spi",
                    "java..", "org.jspecify..", "io.smallrye.mutiny..", "com.github.benmanes.caffeine.cache..");

    /** Applications without a near cache have no Caffeine. */
    @ArchTest
    static final ArchRule caffeineIsBehindOneBean = noClasses().that().resideOutsideOfPackage(ROOT + ".runtime.cache")
            .and().doNotHaveSimpleName("CaffeineNearCaching")
            .should().dependOnClassesThat().resideInAnyPackage("com.github.benmanes..", ROOT + ".runtime.cache");

    /** Applications without metrics or health have none of their classes. */
    @ArchTest
    static final ArchRule metricsAndHealthAreBehindOneBeanEach = noClasses()
            .that().haveNameNotMatching(".*\\.observability\\.(LatencyHistograms|StoreReadiness)")
            .should().dependOnClassesThat().resideInAnyPackage("io.micrometer..", "org.eclipse.microprofile.health..");

    @ArchTest
    static final ArchRule databaseKnowsThePortOnly = classes().that().resideInAPackage(ROOT + ".runtime.database..")
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT + ".runtime.database..", ROOT + ".records",
                    ROOT + ".spi", ROOT + ".runtime.engine.transaction", "java..", "org.jspecify..", "io.vertx..",
                    "io.smallrye.mutiny..", "io.smallrye.common.annotation..", "org.postgresql..");

    /** Applications with another database do not have its driver. */
    @ArchTest
    static final ArchRule oneClassKnowsTheDriver = noClasses()
            .that().haveNameNotMatching(ROOT.replace(".", "\\.") + "\\.runtime\\.database\\.jdbc\\.PostgreSqlState")
            .should().dependOnClassesThat().resideInAPackage("org.postgresql..");

    /** Drivers other than JDBC use the statements, too. */
    @ArchTest
    static final ArchRule statementsKnowNoDriver = noClasses().that().resideInAPackage(ROOT + ".runtime.database")
            .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "javax.sql..", "io.vertx..",
                    ROOT + ".runtime.database.jdbc",
                    ROOT + ".runtime.database.reactive");

    /** Applications without JTA and JDBC have none of their classes. */
    @ArchTest
    static final ArchRule databaseIsBehindTransactions = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".runtime.database..", ROOT + ".runtime.transactions", ROOT + ".deployment..")
            .should().dependOnClassesThat().resideInAnyPackage(ROOT + ".runtime.database..", "jakarta.transaction..",
                    "javax.sql..");

    @ArchTest
    static final ArchRule deliveriesKnowNoTransactions = noClasses().that().resideInAPackage(ROOT + ".runtime.engine.delivery")
            .should().dependOnClassesThat().resideInAPackage(ROOT + ".runtime.engine.transaction");

    @ArchTest
    static final ArchRule commandsKnowNoConnection = noClasses().that().resideInAPackage(REDIS + ".command")
            .should().dependOnClassesThat().resideInAPackage(REDIS + ".connection")
            .orShould().dependOnClassesThat().haveNameMatching(quote(REDIS) + "\\.(RedisStore|RedisStoreOptions)");

    @ArchTest
    static final ArchRule connectionsKnowNoStepOnRecords = noClasses().that().resideInAPackage(REDIS + ".connection")
            .should().dependOnClassesThat().areAssignableTo(ScriptCall.class)
            .orShould().dependOnClassesThat().haveNameMatching(quote(REDIS) + "\\.RedisStore");

    @ArchTest
    static final ArchRule insideOfVertxIsBehindOneClass = noClasses().that().resideInAPackage(REDIS + "..")
            .and().haveNameNotMatching(".*\\.(StoreClient|SocketWatch)(\\$.*)?")
            .should().dependOnClassesThat().resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..", "io.netty..");

    @ArchTest
    static final ArchRule roomsOfRedisAreEnteredThroughTheStore = noClasses().that().resideOutsideOfPackage(REDIS + "..")
            .should().dependOnClassesThat().resideInAnyPackage(REDIS + ".connection", REDIS + ".command");

    @ArchTest
    static final ArchRule guardKnowsNoStoreOrConnector = noClasses().that().resideInAPackage(ROOT + ".runtime.guard")
            .should().dependOnClassesThat().resideInAnyPackage(ROOT + ".runtime.redis..", ROOT + ".runtime.memory",
                    ROOT + ".runtime.messaging..", "org.eclipse.microprofile.reactive.messaging..",
                    "io.smallrye.reactive.messaging..");

    /** Applications without Quarkus REST have none of its classes. */
    @ArchTest
    static final ArchRule restIsBehindOnePackage = noClasses()
            .that().resideOutsideOfPackages(ROOT + ".runtime.rest", ROOT + ".deployment..")
            .should().dependOnClassesThat().resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..",
                    ROOT + ".runtime.rest");

    @ArchTest
    static final ArchRule restKnowsNoStoreOrMessage = noClasses().that().resideInAPackage(ROOT + ".runtime.rest")
            .should().dependOnClassesThat().resideInAnyPackage(ROOT + ".runtime.redis..", ROOT + ".runtime.memory",
                    ROOT + ".runtime.messaging..", ROOT + ".spi");

    @ArchTest
    static final ArchRule messagingKnowsNoStoreOrConnector = classes().that().resideInAPackage(ROOT + ".runtime.messaging")
            .should().onlyDependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".runtime.messaging..", ROOT + ".runtime.guard",
                    ROOT + ".runtime.config", ROOT + ".runtime.engine..", ROOT + ".runtime.observability", "java..",
                    "jakarta..", "org.jspecify..", "org.eclipse.microprofile.config..",
                    "org.eclipse.microprofile.reactive.messaging..", "io.quarkus.arc..", "io.quarkus.runtime..",
                    "io.quarkus.smallrye.reactivemessaging.runtime..", "io.smallrye.common..", "io.smallrye.mutiny..",
                    "io.smallrye.reactive.messaging",
                    "io.smallrye.reactive.messaging.ce..", "io.smallrye.reactive.messaging.providers..", "io.vertx.core..");

    /** Generated guards reach the elements of a connector's batch through {@code BatchArgument}. */
    @ArchTest
    static final ArchRule connectorsKnowNoGuardOrStore = noClasses()
            .that().resideInAPackage(ROOT + ".runtime.messaging.connectors")
            .should().dependOnClassesThat(resideInAnyPackage(ROOT + ".runtime", ROOT + ".runtime.guard",
                    ROOT + ".runtime.messaging", ROOT + ".runtime.redis..", ROOT + ".runtime.memory", "io.quarkus.arc..")
                    .and(not(type(BatchArgument.class))));
}
