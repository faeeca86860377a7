package ilove.quark.us;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;

@QuarkusTest
class OrderResourceTest {

    @Test
    void shipsAnOrderOnce() {
        int shipment = place("order-1");

        assertEquals(shipment, place("order-1"));
        assertNotEquals(shipment, place("order-2"));
    }

    private static int place(String id) {
        return given().contentType(ContentType.JSON).body(new Order(id, "lamp"))
                .post("/orders")
                .then().statusCode(200)
                .extract().path("shipment");
    }
}
