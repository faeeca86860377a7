package io.quarkiverse.eventidempotency.deployment.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.Index;
import org.jboss.jandex.MethodInfo;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.deployment.key.KeySourceFinder;
import io.quarkiverse.eventidempotency.deployment.other.Customer;
import io.quarkus.panache.common.deployment.PanacheEntityClassesBuildItem;

/** Which public fields are read by accessors that the class file does not contain yet. */
class EntityFieldsTest {

    static class Order {

        public String number;
        public boolean urgent;
        public String eMail;
        public static String shared;
        String hidden;
    }

    @SuppressWarnings("unused")
    static class Handlers {

        @Idempotent(key = "{customer.name}")
        void closed(Customer customer) {
        }

        @Idempotent(key = "{customer.level}")
        void open(Customer customer) {
        }
    }

    private static TypeIndex types(Index index, Class<?>... entities) {
        return new TypeIndex(index, EntityFieldsTest.class.getClassLoader(), List.of(new PanacheEntityClassesBuildItem(
                List.of(entities).stream().map(Class::getName).collect(Collectors.toSet()))));
    }

    @Test
    void publicFieldsOfEntitiesHaveAccessors() throws IOException {
        Index index = Index.of(Order.class);
        ClassInfo order = index.getClassByName(Order.class);
        TypeIndex fields = types(index, Order.class);
        assertThat(fields.accessor(order.field("number"))).isEqualTo("getNumber");
        assertThat(fields.accessor(order.field("urgent"))).isEqualTo("isUrgent");
        assertThat(fields.accessor(order.field("eMail"))).isEqualTo("geteMail");
        assertThat(fields.accessor(order.field("shared"))).isNull();
        assertThat(fields.accessor(order.field("hidden"))).isNull();
        assertThat(types(index).accessor(order.field("number"))).as("no entity").isNull();
    }

    /** The application's own code would fail there. */
    @Test
    void accessorThatTheHandlerCannotCallFailsTheBuild() throws IOException {
        assertThat(problems("closed")).singleElement().asString()
                .contains("\"name\" (position 11)", "not accessible from the package of the handler: add a public getter");
        assertThat(problems("open")).isEmpty();
    }

    private static List<String> problems(String name) throws IOException {
        Index index = Index.of(Handlers.class, Customer.class, Idempotent.class);
        MethodInfo method = index.getClassByName(Handlers.class).firstMethod(name);
        List<String> problems = new ArrayList<>();
        new KeySourceFinder(types(index, Customer.class), property -> Optional.empty())
                .find(method, null, method.annotation(DotNames.IDEMPOTENT), problems::add);
        return problems;
    }
}
