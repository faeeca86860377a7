package io.quarkiverse.eventidempotency.deployment.refused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.jandex.AnnotationTransformation;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.runtime.guard.Guarded;
import io.quarkus.arc.deployment.AnnotationsTransformerBuildItem;
import io.quarkus.builder.BuildChainBuilder;
import io.quarkus.builder.BuildContext;
import io.quarkus.builder.BuildStep;
import io.quarkus.test.QuarkusUnitTest;

/** A method that Quarkus does not intercept, whatever the reason, is not listed as guarded. */
class InterceptionTest {

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .addBuildChainCustomizer(withoutBinding())
            .assertException(e -> assertThat(e).hasMessageContaining("@Idempotent guards nothing here, since Quarkus does not"
                    + " intercept the method in this bean class: declare it in the bean class [method: "
                    + Handler.class.getName() + "#on(java.lang.String)]"));

    /** A bean that is not used is left out. */
    @Inject
    Handler handler;

    @Test
    void buildFails() {
        Assertions.fail("The build was expected to fail");
    }

    private static Consumer<BuildChainBuilder> withoutBinding() {
        return new Consumer<>() {

            @Override
            public void accept(BuildChainBuilder chain) {
                chain.addBuildStep(new RemoveBinding()).produces(AnnotationsTransformerBuildItem.class).build();
            }
        };
    }

    /** As another extension might. */
    private static final class RemoveBinding implements BuildStep {

        @Override
        public void execute(BuildContext context) {
            context.produce(new AnnotationsTransformerBuildItem(AnnotationTransformation.forMethods().priority(1)
                    .whenMethod(m -> m.declaringClass().name().toString().equals(Handler.class.getName()))
                    .transform(t -> t.remove(a -> a.name().toString().equals(Guarded.class.getName())))));
        }
    }

    @ApplicationScoped
    static class Handler {

        @Idempotent
        void on(@IdempotencyKey String id) {
        }
    }
}
