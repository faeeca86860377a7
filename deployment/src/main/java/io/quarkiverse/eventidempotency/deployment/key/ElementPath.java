package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;
import java.util.stream.Collectors;

import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Segment;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;

/** A path that begins with the parameter of a batch: it has to go on from one of the elements. */
record ElementPath(KeyExpression expression, List<Segment> segments, BatchParameter batch) {

    /** {@return the step to the element, which the first {@link BatchParameter#depth} segments are} */
    KeyStep step() throws GuardProblem {
        int last = batch.depth() - 1;
        if (last >= segments.size() || !segments.get(last).elements()) {
            throw problem();
        }
        for (Segment before : segments.subList(0, last)) {
            if (before.elements() || before.optional()) {
                throw problem();
            }
        }
        if (last > 0 && !segments.get(last).name().equals(BatchParameter.PAYLOAD)) {
            throw problem();
        }
        return batch.step(segments.get(last).optional());
    }

    private GuardProblem problem() {
        String rest = rest().stream().map(segment -> "." + segment).collect(Collectors.joining());
        return expression.problem(segments.get(0), "is " + batch.kind().text()
                + ", and each element has a key of its own: write {" + batch.name() + rest + "} for "
                + (rest.isEmpty() ? "each of them, or {" + batch.name() + ".member} for a part of each" : "a part of each"));
    }

    /** The path over an element that was probably meant. */
    private List<Segment> rest() {
        if (batch.depth() == 1) {
            return segments.subList(1, segments.size());
        }
        if (segments.size() > 1 && segments.get(1).name().equals(BatchParameter.PAYLOAD)) {
            return segments.subList(2, segments.size());
        }
        return segments.get(0).elements() ? segments.subList(1, segments.size()) : List.of();
    }
}
