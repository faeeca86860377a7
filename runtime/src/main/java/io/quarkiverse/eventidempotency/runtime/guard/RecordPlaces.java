package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.observability.StoreState;

/** The places of the records of guarded methods, as the log names them. */
@Singleton
public class RecordPlaces {

    private final EventIdempotencyBuildConfig build;
    private final EventIdempotencyConfig config;
    private final StoreState store;

    RecordPlaces(EventIdempotencyBuildConfig build, EventIdempotencyConfig config, StoreState store) {
        this.build = build;
        this.config = config;
        this.store = store;
    }

    String node() {
        return store.node();
    }

    String text(List<GuardedMethodSpec> specs) {
        Map<String, Set<String>> tables = new TreeMap<>();
        for (GuardedMethodSpec spec : specs) {
            if (spec.inTransaction()) {
                tables.computeIfAbsent(build.database().datasourceOf(spec.scopeName()), x -> new TreeSet<>())
                        .add(spec.scopeName());
            }
        }
        String rows = tables.entrySet().stream()
                .map(table -> "rows of data source " + table.getKey() + ' ' + table.getValue())
                .collect(Collectors.joining(", "));
        if (specs.stream().allMatch(GuardedMethodSpec::inTransaction)) {
            return rows;
        }
        return store.place() + (PolicyResolver.caches(config) ? ", behind a near cache" : "")
                + (rows.isEmpty() ? "" : ", and " + rows);
    }
}
