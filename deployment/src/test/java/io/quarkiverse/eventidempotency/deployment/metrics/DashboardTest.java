package io.quarkiverse.eventidempotency.deployment.metrics;

import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.TreeSet;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.bootstrap.classloading.ClassPathElement;
import io.quarkus.bootstrap.classloading.QuarkusClassLoader;
import io.quarkus.test.QuarkusDevModeTest;
import io.restassured.RestAssured;

/** The dashboard is where the Dev Services for Grafana search for it: in the elements of the run-time class path. */
class DashboardTest {

    private static final int PORT = freePort();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = new QuarkusDevModeTest()
            .withApplicationRoot(jar -> jar.addClass(Dashboards.class)
                    .addAsResource(new StringAsset("quarkus.event-idempotency.store=in-memory\nquarkus.http.port=" + PORT),
                            "application.properties"));

    @Test
    void isFoundInDevMode() {
        RestAssured.given().port(PORT).get("/dashboards").then().statusCode(200)
                .body(is("[META-INF/grafana/grafana-dashboard-event-idempotency.json]"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Path("/dashboards")
    public static class Dashboards {

        @GET
        public String found() {
            Set<String> found = new TreeSet<>();
            for (ClassPathElement element : QuarkusClassLoader.getElements("META-INF/grafana", false)) {
                if (element.isRuntime()) {
                    element.apply(tree -> {
                        tree.walkIfContains("META-INF/grafana", visit -> {
                            if (visit.getRelativePath().endsWith(".json")) {
                                found.add(visit.getRelativePath());
                            }
                        });
                        return null;
                    });
                }
            }
            return found.toString();
        }
    }
}
