package io.quarkiverse.eventidempotency.deployment.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;

/** The build warns of a key that the client chooses where no fingerprint ties it to the payload. */
class ClientKeyWarningTest {

    private static final String METHOD = "[method: " + Warned.class.getName() + "#";

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Order.class, Api.class, Warned.class, Silent.class))
            .overrideConfigKey("quarkus.event-idempotency.store", "in-memory")
            .setLogRecordPredicate(r -> r.getLevel().intValue() >= Level.WARNING.intValue()
                    && "io.quarkiverse.eventidempotency".equals(r.getLoggerName()))
            .assertLogRecords(ClientKeyWarningTest::assertWarnings);

    @Test
    void builds() {
    }

    private static void assertWarnings(List<LogRecord> records) {
        assertThat(records).extracting(r -> String.format(r.getMessage(), r.getParameters())).satisfiesExactlyInAnyOrder(
                m -> assertThat(m).isEqualTo("QEI00340: The client chooses the key of this resource method"
                        + " (key \"{idempotencyKey}\"), and @Idempotent has no fingerprint: a request that repeats a key with"
                        + " another payload gets the response to the first one. Set fingerprint = \"{order}\": such a request"
                        + " is then rejected with status 422 " + METHOD + "header(String,ClientKeyWarningTest$Order)]"),
                m -> assertThat(m).contains("fingerprint = \"{order}\"")
                        .endsWith(METHOD + "path(String,ClientKeyWarningTest$Order)]"),
                m -> assertThat(m).contains("fingerprint = \"{amount}{order}\"")
                        .endsWith(METHOD + "keyHeaderAndEntity(String,int,ClientKeyWarningTest$Order)]"),
                m -> assertThat(m).contains("fingerprint = \"{order}\"")
                        .endsWith(METHOD + "annotated(String,ClientKeyWarningTest$Order)]"),
                m -> assertThat(m).contains("fingerprint = \"{text}\"").endsWith(METHOD + "inherited(String,String)]"));
    }

    record Order(String id) {
    }

    interface Api {

        @POST
        @Path("/inherited")
        void inherited(@HeaderParam("X-Request") String request, String text);
    }

    @Path("/warned")
    static class Warned implements Api {

        @POST
        @Idempotent(key = "{idempotencyKey}")
        void header(@HeaderParam("Idempotency-Key") String idempotencyKey, Order order) {
        }

        @PUT
        @Path("/{id}")
        @Idempotent(key = "order-{id}")
        void path(String id, Order order) {
        }

        /** The header is meant to name the request alone. */
        @POST
        @Path("/amounts")
        @Idempotent(key = "{idempotencyKey}:{order.id}")
        void keyHeaderAndEntity(@RestHeader String idempotencyKey, @RestQuery int amount, Order order) {
        }

        @POST
        @Path("/annotated")
        @Idempotent
        void annotated(@RestHeader("X-Request") @IdempotencyKey String request, Order order) {
        }

        @Override
        @Idempotent(key = "{request}")
        public void inherited(String request, String text) {
        }
    }

    @Path("/silent")
    static class Silent {

        @POST
        @Idempotent(key = "{idempotencyKey}", fingerprint = "{order}")
        void withFingerprint(@HeaderParam("Idempotency-Key") String idempotencyKey, Order order) {
        }

        @POST
        @Path("/{id}/cancel")
        @Idempotent(key = "cancel:{id}")
        void withoutPayload(String id) {
        }

        @POST
        @Path("/users")
        @Idempotent(key = "{user}:{order.id}")
        void withKeyOfEntity(@RestHeader("X-User") String user, @Context SecurityContext security, Order order) {
        }

        /** Not reached by requests. */
        @Idempotent(key = "{idempotencyKey}")
        void noResource(String idempotencyKey, Order order) {
        }
    }
}
