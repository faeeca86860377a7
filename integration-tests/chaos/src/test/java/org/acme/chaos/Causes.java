package org.acme.chaos;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** The promise's causes for a body that runs again, each only where something shows that it was so. */
final class Causes {

    private final Answers answers;
    private final List<Failover> failovers;
    private final Disturbances disturbances;
    private final Claims claims;
    private final Completions completions;

    Causes(Faults faults, List<Failover> failovers, Answers answers) {
        this.answers = answers;
        this.failovers = failovers;
        this.disturbances = new Disturbances(faults.all());
        this.claims = new Claims(answers, disturbances);
        this.completions = new Completions(answers, disturbances);
    }

    /** {@return why the later run began although there was the earlier one; {@code null} when there is no cause} */
    @Nullable
    Cause of(Run earlier, Run later) {
        if (earlier.failed() <= later.began()) {
            return new Cause(Cause.Reason.BODY_FAILED);
        }
        if (beganLate(earlier, later)) {
            return new Cause(Cause.Reason.BEGAN_LATE);
        }
        // what was stored is open to nobody, unless it is lost afterwards
        long stored = completions.storedBy(earlier);
        boolean open = stored == Run.NEVER;
        if (failovers.stream().anyMatch(failover -> (open || stored <= failover.at()) && lost(failover, earlier, later))) {
            return new Cause(Cause.Reason.FAILED_OVER);
        }
        return open ? leaseEnded(earlier, later) : null;
    }

    /**
     * Whether the later one had been claimed before the earlier: its process stopped just before its body, and its lease ended
     * meanwhile. Nothing that the process looks at before a body can tell how long it stops after that; afterwards it knows.
     */
    private boolean beganLate(Run earlier, Run later) {
        long claimed = answers.sent(later.delivery());
        return later.lost() != Run.NEVER && earlier.began() >= claimed + Timing.LEASE_MILLIS - Timing.CLOCKS_MILLIS
                && disturbances.stopped(later.process(), claimed + Timing.CLAIM_MILLIS, later.began() - Timing.STEP_MILLIS);
    }

    private boolean lost(Failover failover, Run earlier, Run later) {
        if (later.began() < failover.at()) {
            return false;
        }
        boolean lapsed = later.began() >= claims.leaseFrom(earlier) + Timing.LEASE_MILLIS - Timing.CLOCKS_MILLIS;
        return failover.lostClaimOf(earlier) || failover.lostCompletionOf(earlier) && lapsed;
    }

    /**
     * A lease ends when nothing renews it for as long as it is. It was renewed until the process was disturbed, and the process
     * has to have been disturbed for the rest of it; killed, it is so for ever.
     */
    private @Nullable Cause leaseEnded(Run earlier, Run later) {
        long end = Math.min(later.began(), completions.openUntil(earlier));
        for (Interval disturbed : disturbances.of(earlier.process())) {
            long renewed = Math.max(claims.leaseFrom(earlier), disturbed.from() - Timing.RENEWAL_MILLIS);
            long lapsed = renewed + Timing.LEASE_MILLIS - Timing.CLOCKS_MILLIS;
            if (disturbed.from() <= end && lapsed <= Math.min(disturbed.to(), end)) {
                return by(earlier, later, new Interval(renewed, end));
            }
        }
        return null;
    }

    private Cause by(Run earlier, Run later, Interval time) {
        Kind worst = disturbances.worst(earlier.process(), time);
        if (worst == Kind.PROCESS_KILLED) {
            return new Cause(Cause.Reason.PROCESS_KILLED);
        }
        Answer answer = answers.to(earlier.delivery());
        boolean notStored = answer != null && answer.saysNotStored()
                && later.began() >= earlier.effect() + Timing.STORE_RETRY_MILLIS - Timing.CLOCKS_MILLIS;
        return new Cause(notStored ? Cause.Reason.NOT_STORED : Cause.Reason.LEASE_ENDED, worst);
    }
}
