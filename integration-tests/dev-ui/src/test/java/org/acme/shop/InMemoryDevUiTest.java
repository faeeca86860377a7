package org.acme.shop;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;

class InMemoryDevUiTest extends DevUiTestBase {

    private static final int PORT = freePort();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = application(PORT, "quarkus.event-idempotency.store=in-memory");

    @Override
    int port() {
        return PORT;
    }

    @Override
    String store() {
        return "in-memory";
    }

    @Override
    QuarkusDevModeTest test() {
        return TEST;
    }
}
