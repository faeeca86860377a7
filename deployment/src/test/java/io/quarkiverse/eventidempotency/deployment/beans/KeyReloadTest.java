package io.quarkiverse.eventidempotency.deployment.beans;

import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;
import io.restassured.RestAssured;

/** A key that is edited in dev mode is the key of the next event. */
class KeyReloadTest {

    private static final int PORT = freePort();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = new QuarkusDevModeTest()
            .withApplicationRoot(jar -> jar.addClasses(ReloadedHandler.class, Resource.class)
                    .addAsResource(new StringAsset("quarkus.event-idempotency.store=in-memory\nquarkus.http.port=" + PORT),
                            "application.properties"));

    @Test
    void theNextEventHasTheNewKey() {
        expect("1", "north", "north");
        expect("1", "south", "north");

        TEST.modifySourceFile(ReloadedHandler.class, source -> source.replace("key = \"{id}\"", "key = \"{tenant}:{id}\""));

        expect("1", "north", "north");
        expect("1", "south", "south");

        TEST.modifySourceFile(ReloadedHandler.class, source -> source.replace("{tenant}:{id}", "{tennant}:{id}"));

        RestAssured.given().port(PORT).queryParam("id", "1").queryParam("tenant", "north").get("/events").then()
                .statusCode(500);

        TEST.modifySourceFile(ReloadedHandler.class, source -> source.replace("{tennant}:{id}", "{id}"));

        expect("1", "north", "north");
        expect("1", "south", "north");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expect(String id, String tenant, String result) {
        RestAssured.given().port(PORT).queryParam("id", id).queryParam("tenant", tenant).get("/events").then().statusCode(200)
                .body(is(result));
    }

    @Path("/events")
    public static class Resource {

        @Inject
        ReloadedHandler handler;

        @GET
        public String on(@QueryParam("id") String id, @QueryParam("tenant") String tenant) {
            return handler.on(id, tenant);
        }
    }
}
