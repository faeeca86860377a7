package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/** Several transactions that a body was called in. The body's changes stand once all of them are committed. */
public record JoinedWork(List<OuterWork> works) implements OuterWork {

    /** {@return what has the ends of both} */
    public static OuterWork of(OuterWork first, OuterWork second) {
        List<OuterWork> works = new ArrayList<>(worksOf(first));
        works.addAll(worksOf(second));
        return new JoinedWork(List.copyOf(works));
    }

    /** {@return what is left of some work without a part of it; {@code null} for nothing} */
    public static @Nullable OuterWork without(OuterWork work, OuterWork part) {
        List<OuterWork> left = new ArrayList<>(worksOf(work));
        left.remove(part);
        return left.isEmpty() ? null : left.size() == 1 ? left.get(0) : new JoinedWork(List.copyOf(left));
    }

    private static List<OuterWork> worksOf(OuterWork work) {
        return work instanceof JoinedWork joined ? joined.works : List.of(work);
    }

    @Override
    public void whenDecided(Consumer<WorkEnd> decided) {
        Verdict verdict = new Verdict(new AtomicInteger(works.size()), new AtomicReference<>(WorkEnd.STANDS), decided);
        for (OuterWork work : works) {
            work.whenDecided(verdict);
        }
    }

    /** That thread is the one which ends the last of them. */
    @Override
    public boolean mayWait() {
        return works.stream().allMatch(OuterWork::mayWait);
    }

    @Override
    public boolean overlaps(OuterWork other) {
        return works.stream().anyMatch(work -> work.overlaps(other));
    }

    /** Collects the ends. The worst one counts. */
    private record Verdict(AtomicInteger open, AtomicReference<WorkEnd> worst, Consumer<WorkEnd> decided)
            implements
                Consumer<WorkEnd> {

        @Override
        public void accept(WorkEnd end) {
            worst.accumulateAndGet(end, (one, other) -> one.compareTo(other) < 0 ? other : one);
            if (open.decrementAndGet() == 0) {
                decided.accept(worst.get());
            }
        }
    }
}
