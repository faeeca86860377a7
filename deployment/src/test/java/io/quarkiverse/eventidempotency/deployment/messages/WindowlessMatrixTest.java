package io.quarkiverse.eventidempotency.deployment.messages;

import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;

/** Consumers that claim nothing ahead and wait for each completion. */
class WindowlessMatrixTest extends MessageMatrix {

    @RegisterExtension
    static final QuarkusUnitTest TEST = application()
            .overrideConfigKey("quarkus.event-idempotency.claim-ahead", "0")
            .overrideConfigKey("quarkus.event-idempotency.settle-behind", "false");
}
