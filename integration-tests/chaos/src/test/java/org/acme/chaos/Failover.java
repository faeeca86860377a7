package org.acme.chaos;

import java.util.Map;

/**
 * What a failover did to the records, on evidence: what the old primary still had on its disk, which is all that it ever
 * confirmed, beside what the replica had when it was promoted, before anybody could write to it.
 * <p>
 * The replica's records are older states of the old primary's, so for each parcel one of these holds:
 * <ul>
 * <li>the old primary had none: nothing was lost by the failover, whoever else lost it;</li>
 * <li>both had the same claim's, in the same status: nothing was lost;</li>
 * <li>the replica had none, or that of an earlier claim, in whatever status, which with an ended lease or a failure lets
 * anybody in at once: the last claim was lost, and all that came of it;</li>
 * <li>both had the same claim's, completed here and not yet there: the completion was lost, but not the lease, which goes on
 * there from where it was last renewed;</li>
 * <li>both had the same claim's, failed here and not yet there: then the run has failed, and needs no failover.</li>
 * </ul>
 * All of it concerns the run of the old primary's last claim alone. A run of an earlier claim had been superseded there, for
 * which there is another cause or none. A run that had begun before was of a confirmed claim, so that the last claim is its
 * own or a later one; it is a later one if it was made after the run had begun.
 *
 * @param at between the promotion and the first command that the new primary gets
 * @param before what the old primary had, by parcel
 * @param after what the new one had
 */
record Failover(long at, Map<String, Stored> before, Map<String, Stored> after) {

    boolean lostClaimOf(Run run) {
        Stored had = before.get(run.parcel());
        Stored has = after.get(run.parcel());
        return isOf(run, had) && (has == null || has.claimed() < had.claimed());
    }

    boolean lostCompletionOf(Run run) {
        Stored had = before.get(run.parcel());
        Stored has = after.get(run.parcel());
        return isOf(run, had) && has != null && has.claimed() == had.claimed()
                && had.status() == Stored.Status.COMPLETED && has.status() != Stored.Status.COMPLETED;
    }

    /** A fresh claim's fence is its process' estimate of the server's clock. */
    private boolean isOf(Run run, Stored had) {
        return run.began() < at && had != null && had.claimedMillis() <= run.began() + Timing.CLOCKS_MILLIS;
    }
}
