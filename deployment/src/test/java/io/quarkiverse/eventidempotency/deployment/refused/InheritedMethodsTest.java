package io.quarkiverse.eventidempotency.deployment.refused;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.deployment.other.PackagePrivateHandler;
import io.quarkus.test.QuarkusUnitTest;

/** Methods that bean classes inherit or override, and that no interceptor guards. */
class InheritedMethodsTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(
                    jar -> jar.addClasses(PackagePrivateHandler.class, Elsewhere.class, Base.class, Inheriting.class,
                            Overriding.class, Between.class, Further.class, Annotated.class, Replacing.class, Generic.class,
                            Concrete.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .assertException(e -> assertThat(e).hasMessageContainingAll(
                    "Found 5 deployment problems",
                    "@Idempotent cannot guard a package-private method in a bean class of another package: no interceptor sees its"
                            + " calls; make it protected or public [method: " + PackagePrivateHandler.class.getName()
                            + "#hidden(String), bean class: " + Elsewhere.class.getName() + "]",
                    overrides(Overriding.class, "on(String)", Overriding.class),
                    overrides(Between.class, "on(String)", Further.class),
                    overrides(Replacing.class, "on(String)", Replacing.class),
                    "overrides " + Generic.class.getName()
                            + "#generic(Object,String) without it: annotate the overriding method too",
                    "bean class: " + Concrete.class.getName() + "]")
                    .message().doesNotContain("#visible", "needs a bean"));

    private static String overrides(Class<?> overriding, String method, Class<?> bean) {
        return "@Idempotent does not guard a method that overrides " + Base.class.getName()
                + "#on(String) without it: annotate "
                + "the overriding method too, or give it another name [method: " + overriding.getName() + "#" + method
                + ", bean class: " + bean.getName() + "]";
    }

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    @ApplicationScoped
    static class Elsewhere extends PackagePrivateHandler {
    }

    abstract static class Base {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    /** Has the original, which alone would hide that others have not. */
    @ApplicationScoped
    static class Inheriting extends Base {
    }

    @ApplicationScoped
    static class Overriding extends Base {

        @Override
        void on(String id) {
        }
    }

    abstract static class Between extends Base {

        @Override
        void on(String id) {
        }
    }

    @ApplicationScoped
    static class Further extends Between {
    }

    @ApplicationScoped
    static class Annotated extends Between {

        @Override
        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }

    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class Replacing extends Inheriting {

        @Override
        void on(String id) {
        }
    }

    abstract static class Generic<T> {

        @Idempotent(key = "{id}")
        void generic(T item, String id) {
        }
    }

    /** Overrides by a bridge method. */
    @ApplicationScoped
    static class Concrete extends Generic<String> {

        @Override
        void generic(String item, String id) {
        }
    }
}
