package org.acme.shop;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusDevModeTest;

class ExplainInMemoryTest extends ExplainContract {

    private static final int PORT = DevUiTestBase.freePort();

    @RegisterExtension
    static final QuarkusDevModeTest TEST = application(PORT, "quarkus.event-idempotency.store=in-memory");

    @Override
    int port() {
        return PORT;
    }
}
