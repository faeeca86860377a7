package io.quarkiverse.eventidempotency.runtime;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.observability.ApplicationMeters;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkiverse.eventidempotency.runtime.transactions.JdbcDatabaseKinds;
import io.quarkiverse.eventidempotency.runtime.transactions.ReactiveDatabaseKinds;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.Recorder;
import io.quarkus.runtime.metrics.MetricsFactory;

/** Hands what the build found to the running application. */
@Recorder
public class IdempotencyRecorder {

    /** {@return what supplies the {@link GuardedMethodSpecs} bean, with the guarded methods sorted by scope} */
    public Supplier<GuardedMethodSpecs> guardedMethods(List<GuardedMethodSpec> specs) {
        return () -> new GuardedMethodSpecs(List.copyOf(specs));
    }

    /** {@return what supplies the {@link JdbcDatabaseKinds} bean} */
    public Supplier<JdbcDatabaseKinds> databases(Map<String, String> kinds) {
        return () -> new JdbcDatabaseKinds(Map.copyOf(kinds));
    }

    /** {@return what supplies the {@link ReactiveDatabaseKinds} bean} */
    public Supplier<ReactiveDatabaseKinds> reactiveDatabases(Map<String, String> kinds) {
        return () -> new ReactiveDatabaseKinds(Map.copyOf(kinds));
    }

    /** {@return what shows the counters of each scope, and the state of the store, as meters} */
    public Consumer<MetricsFactory> meters() {
        return meters -> ApplicationMeters.show(Arc.container().instance(ScopeCounters.class).get(),
                Arc.container().instance(EngineState.class).get(), meters);
    }
}
