package io.quarkiverse.eventidempotency.deployment.beans;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.guard.HeldThread;
import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;

/** Which methods are one, and which are not. */
class GuardedBeansTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(First.class, Second.class, Overloads.class, Base.class, Left.class,
                    Right.class, Attributes.class, Item.class, Generic.class, Concrete.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .overrideConfigKey("quarkus.application.name", "shop");

    @Inject
    First first;
    @Inject
    Second second;
    @Inject
    Overloads overloads;
    @Inject
    Left left;
    @Inject
    Right right;
    @Inject
    Concrete concrete;
    @Inject
    Attributes attributes;
    @Inject
    GuardedMethodSpecs specs;

    @Test
    void twoHandlersOfOneEventBothRun() {
        EventEnvelope<String> event = new EventEnvelope<>("both", "t", 1, null, null, null, null, null, "p", null);

        assertThat(first.on(event).await().indefinitely()).isEqualTo("first 1");
        assertThat(second.on(event).await().indefinitely()).isEqualTo("second 1");
        assertThat(first.on(event).await().indefinitely()).isEqualTo("first 1");
        assertThat(second.on(event).await().indefinitely()).isEqualTo("second 1");
    }

    @Test
    void overloadsWithScopesAreToldApart() {
        assertThat(overloads.on("1")).isEqualTo("text");
        assertThat(overloads.on(1)).isEqualTo("number");
        assertThat(overloads.on("1")).isEqualTo("text");
    }

    @Test
    void inheritedMethodsAreToldApart() {
        assertThat(left.inherited("1")).isEqualTo("Left");
        assertThat(right.inherited("1")).isEqualTo("Right");
        assertThat(right.inherited("1")).isEqualTo("Right");
    }

    @Test
    void anOverridingMethodHasItsOwnAnnotation() {
        assertThat(concrete.on(new Item("1", List.of("a")))).isEqualTo(new Item("1", List.of("a")));
        assertThat(concrete.on(new Item("1", List.of("b")))).isEqualTo(new Item("1", List.of("a")));
        assertThat(specs.specs()).filteredOn(s -> s.beanClass().equals(Concrete.class.getName())).singleElement()
                .satisfies(s -> assertThat(s.methodId()).isEqualTo(Concrete.class.getName() + "#on(" + Item.class.getName()
                        + ")"));
    }

    @Test
    void aSharedScopeIsOnPurpose() {
        assertThat(attributes.sharedOne("s")).isEqualTo("one");
        assertThat(attributes.sharedTwo("s")).isEqualTo("one");
    }

    @Test
    void callOnThisIsGuarded() {
        assertThat(attributes.both("this")).isEqualTo("one, one");
    }

    @Test
    void genericResultsComeBackAsTheirTypes() {
        assertThat(attributes.generic("1").toCompletableFuture().join()).containsExactly(new Item("1", List.of("x")));
        assertThat(attributes.generic("1").toCompletableFuture().join()).containsExactly(new Item("1", List.of("x")));
    }

    @Test
    void theScopeOfAnInheritedMethodNamesItsBean() {
        assertThat(specs.specs()).extracting(GuardedMethodSpec::scope).contains("shop.GuardedBeansTest-Left.inherited",
                "shop.GuardedBeansTest-Right.inherited");
        assertThat(specs.specs()).filteredOn(s -> s.method().endsWith("#inherited(java.lang.String)"))
                .extracting(GuardedMethodSpec::methodId).hasSize(2).containsOnly(Base.class.getName()
                        + "#inherited(java.lang.String)");
    }

    @Test
    void onlyWhatIsWrittenIsRecorded() {
        assertThat(specs.specs()).filteredOn(s -> s.method().contains("#written(")).singleElement()
                .isEqualTo(new GuardedMethodSpec(Attributes.class.getName() + "#written(java.lang.String)",
                        Attributes.class.getName(), Attributes.class.getName() + "#written(java.lang.String)", null,
                        "@IdempotencyKey on id", "java.lang.Void", false, false, List.of(), Settling.FRAMEWORK, false,
                        false, HeldThread.NONE,
                        new PolicyOverrides(Map.of("onDuplicate", OnDuplicate.FAIL, "onInFlight", OnInFlight.FAIL,
                                "onMissingKey", OnMissingKey.PROCEED, "ttl", Duration.ofHours(1), "lease",
                                Duration.ofMillis(1500), "waitTimeout", Duration.ZERO, "afterCrash", AfterCrash.QUARANTINE,
                                "maxAttempts", 3, "storeResult", false)),
                        false, false));
        assertThat(specs.specs()).filteredOn(s -> s.method().contains("#generic(")).singleElement()
                .isEqualTo(new GuardedMethodSpec(Attributes.class.getName() + "#generic(java.lang.String)",
                        Attributes.class.getName(), Attributes.class.getName() + "#generic(java.lang.String)",
                        "shop.GuardedBeansTest-Attributes.generic", "key \"{id}\"",
                        "java.util.List<" + Item.class.getName() + ">", true, false, List.of(), Settling.FRAMEWORK,
                        false, false, HeldThread.NONE, PolicyOverrides.NONE, false, false));
        assertThat(specs.specs()).extracting(s -> s.scope() == null ? "" : s.scope()).isSorted();
    }

    @Test
    void eachScopeIsAnnouncedToConfiguration() {
        for (String scope : List.of("none", "overloads.text", "shop.GuardedBeansTest-Left.inherited")) {
            assertThat(ConfigProvider.getConfig()
                    .getValue("quarkus.event-idempotency.scopes.\"" + scope + "\".known", Boolean.class)).isTrue();
        }
    }

    @ApplicationScoped
    static class First {

        private final Map<String, Integer> runs = new ConcurrentHashMap<>();

        @Idempotent
        Uni<String> on(EventEnvelope<String> event) {
            return Uni.createFrom().item("first " + runs.merge(event.eventId(), 1, Integer::sum));
        }

    }

    @ApplicationScoped
    static class Second {

        private int runs;

        @Idempotent
        Uni<String> on(EventEnvelope<String> event) {
            return Uni.createFrom().item("second " + ++runs);
        }
    }

    @ApplicationScoped
    static class Overloads {

        @Idempotent(scope = "overloads.text")
        String on(@IdempotencyKey String id) {
            return "text";
        }

        @Idempotent(scope = "overloads.number")
        String on(@IdempotencyKey int id) {
            return "number";
        }
    }

    abstract static class Base {

        @Idempotent
        String inherited(@IdempotencyKey String id) {
            return name();
        }

        abstract String name();
    }

    @ApplicationScoped
    static class Left extends Base {

        @Override
        String name() {
            return "Left";
        }
    }

    @ApplicationScoped
    static class Right extends Base {

        @Override
        String name() {
            return "Right";
        }
    }

    abstract static class Generic<T> {

        abstract T on(T item);
    }

    @ApplicationScoped
    static class Concrete extends Generic<Item> {

        // The compiler copies the annotation to a bridge method.
        @Override
        @Idempotent(key = "{item.id}")
        Item on(Item item) {
            return item;
        }
    }

    record Item(String id, List<String> tags) {
    }

    @ApplicationScoped
    static class Attributes {

        @Idempotent(scope = Idempotent.NO_SCOPE, ttl = "1H", lease = "PT1.5S", waitTimeout = "0s", onDuplicate = OnDuplicate.FAIL, onInFlight = OnInFlight.FAIL, onMissingKey = OnMissingKey.PROCEED, afterCrash = AfterCrash.QUARANTINE, maxAttempts = 3, storeResult = false)
        void written(@IdempotencyKey String id) {
        }

        @Idempotent(key = "{id}")
        CompletionStage<List<Item>> generic(String id) {
            return CompletableFuture.completedStage(List.of(new Item(id, List.of("x"))));
        }

        @Idempotent(scope = "shared")
        String sharedOne(@IdempotencyKey String id) {
            return "one";
        }

        @Idempotent(scope = "shared")
        String sharedTwo(@IdempotencyKey String id) {
            return "two";
        }

        String both(String id) {
            return this.sharedOne(id) + ", " + sharedTwo(id);
        }
    }
}
