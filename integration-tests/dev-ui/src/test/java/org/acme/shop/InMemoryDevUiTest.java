package org.acme.shop;

import java.util.List;

import org.junit.jupiter.api.extension.RegisterExtension;

import com.microsoft.playwright.options.ColorScheme;

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
    List<ColorScheme> themes() {
        return List.of(ColorScheme.LIGHT);
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
