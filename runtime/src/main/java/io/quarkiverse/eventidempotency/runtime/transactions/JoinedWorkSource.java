package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.List;

import jakarta.enterprise.inject.Instance;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.JoinedWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;

/** Finds the work of several kinds of transactions. */
public record JoinedWorkSource(List<OuterWorkSource> sources) implements OuterWorkSource {

    /** {@return what finds the work of all kinds; {@code null} where the application has no transactions} */
    public static @Nullable OuterWorkSource of(Instance<OuterWorkSource> beans) {
        List<OuterWorkSource> sources = beans.stream().toList();
        return switch (sources.size()) {
            case 0 -> null;
            case 1 -> sources.get(0);
            default -> new JoinedWorkSource(sources);
        };
    }

    @Override
    public @Nullable OuterWork here() {
        OuterWork found = null;
        for (OuterWorkSource source : sources) {
            OuterWork work = source.here();
            if (work != null) {
                found = found == null ? work : JoinedWork.of(found, work);
            }
        }
        return found;
    }
}
