package io.quarkiverse.eventidempotency.deployment.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;

/** A guarded method in an archive that Quarkus does not search for annotations. */
class UnindexedSuperclassTest {

    @Test
    void isRefusedForBeanClass() throws IOException {
        Index index = Index.of(Bean.class);
        GuardedBeans beans = new GuardedBeans(new TypeIndex(index, getClass().getClassLoader()), "app", List.of());
        beans.add(index.getClassByName(Bean.class));
        assertThat(beans.specs()).isEmpty();
        assertThat(beans.problems()).containsExactly("@Idempotent has no effect in a class that is not indexed: add"
                + " META-INF/jandex.idx to its archive, or name it in quarkus.index-dependency [method: "
                + Library.class.getName() + "#on(String), bean class: " + Bean.class.getName() + "]");
    }

    static class Library {

        @Idempotent
        public void on(@IdempotencyKey String id) {
        }
    }

    static class Bean extends Library {
    }
}
