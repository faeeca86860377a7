package io.quarkiverse.eventidempotency.deployment;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkus.builder.item.SimpleBuildItem;

/** The classes of the application that keep records in transactions which they begin themselves, sorted by name. */
final class CodeInTransactionsBuildItem extends SimpleBuildItem {

    private final List<String> classes;

    CodeInTransactionsBuildItem(List<String> classes) {
        this.classes = List.copyOf(classes);
    }

    List<String> classes() {
        return classes;
    }

    /**
     * {@return those data sources that configuration names for scopes, and that can hold the records of code}
     *
     * @param reactive the kind of each reactive data source, by its name
     */
    Map<String, String> databases(EventIdempotencyBuildConfig config, Map<String, String> reactive) {
        Map<String, String> usable = new TreeMap<>(reactive);
        usable.keySet().removeIf(name -> classes.isEmpty() || TransactionChecks.reactiveProblem(name, reactive) != null
                || !name.equals(config.database().datasource())
                        && !config.database().scopeDatasource().containsValue(name));
        return usable;
    }
}
