package org.acme.shop;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import io.quarkiverse.eventidempotency.Idempotent;

/** Sixty handlers: five beans that inherit twelve each. */
@Path("/many")
public class ManyHandlers {

    @Inject
    Billing billing;

    @GET
    public String reserve(@QueryParam("id") String id) {
        return billing.reserve(id);
    }

    static class OutOfStockException extends RuntimeException {

        OutOfStockException(String id) {
            super("No stock is left for " + id);
        }
    }

    public abstract static class Steps {

        @Idempotent(key = "{id}", fingerprint = Idempotent.PAYLOAD, maxAttempts = 3, terminalOn = OutOfStockException.class)
        public String reserve(String id) {
            if (id.startsWith("none")) {
                throw new OutOfStockException(id);
            }
            return id;
        }

        @Idempotent(key = "{id}")
        public String release(String id) {
            return id;
        }

        @Idempotent(key = "pick:{id}")
        public String pick(String id) {
            return id;
        }

        @Idempotent(key = "pack:{id}")
        public String pack(String id) {
            return id;
        }

        @Idempotent(key = "weigh:{id}")
        public String weigh(String id) {
            return id;
        }

        @Idempotent(key = "label:{id}")
        public String label(String id) {
            return id;
        }

        @Idempotent(key = "ship:{id}")
        public String ship(String id) {
            return id;
        }

        @Idempotent(key = "track:{id}")
        public String track(String id) {
            return id;
        }

        @Idempotent(key = "deliver:{id}")
        public String deliver(String id) {
            return id;
        }

        @Idempotent(key = "return:{id}")
        public String takeBack(String id) {
            return id;
        }

        @Idempotent(key = "settle:{id}")
        public String settleAllOfThemAtTheEndOfTheDay(String id) {
            return id;
        }

        @Idempotent(key = "archive:{id}")
        public String archive(String id) {
            return id;
        }
    }

    @ApplicationScoped
    public static class Billing extends Steps {
    }

    @ApplicationScoped
    public static class Warehouse extends Steps {
    }

    @ApplicationScoped
    public static class Dispatch extends Steps {
    }

    @ApplicationScoped
    public static class Customs extends Steps {
    }

    @ApplicationScoped
    public static class InternationalReturnsAndRefunds extends Steps {
    }
}
