package org.acme.guide;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.testing.TestStore;

// tag::store[]
/** Takes the place of the configured store in this application's tests. */
class TestStores {

    @Produces
    @Singleton
    TestStore store() {
        return new TestStore();
    }
}
// end::store[]
