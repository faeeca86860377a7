package io.quarkiverse.eventidempotency.runtime.test;

import io.quarkiverse.eventidempotency.runtime.StoreChoice;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;

/**
 * Starts each test method with an empty store, where the store is in memory. The build of an application makes it a service in
 * test mode only.
 */
public final class RecordsPerTest implements QuarkusTestBeforeEachCallback {

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        ArcContainer container = Arc.container();
        if (container == null) { // the application under test runs in a process of its own
            return;
        }
        StoreChoice store = container.instance(StoreChoice.class).get();
        if (store != null) { // the build removes it where nothing is guarded
            store.resetForTest();
        }
    }
}
