package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.OwnerToken;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;

/**
 * What really happened, as nobody in the world can see it, and what must never happen.
 * <p>
 * A body that runs again needs a cause out of the promise's list for each earlier run of its key. That a lease has ended is
 * only a cause where something disturbed its owner for a good part of it.
 */
final class Ledger {

    /** Something that kept one node from the server, or all of them where there is no node. */
    private record Disturbance(SimulatedNode node, long from, long to) {

        long within(long start, long end) {
            return Math.max(0, Math.min(to, end) - Math.max(from, start));
        }
    }

    /** One token's claim, as the server knows it. */
    static final class Claim {

        final String key;
        final String delivery;
        final long fence;
        final long claimedAt;
        long renewedAt;
        long completedAt = -1;
        long failedAt = -1;
        boolean began;
        boolean completing;

        Claim(String key, String delivery, long fence, long claimedAt) {
            this.key = key;
            this.delivery = delivery;
            this.fence = fence;
            this.claimedAt = claimedAt;
            this.renewedAt = claimedAt;
        }

        long leaseEnd() {
            return renewedAt + World.millis(Settings.LEASE_MILLIS);
        }
    }

    /** One run of a body. */
    static final class Run {

        final String key;
        final int number;
        final SimulatedNode node;
        final Claim claim;
        final long startedAt;
        long endedAt = -1;
        boolean succeeded;
        boolean failed;
        boolean cancelled;
        boolean notStored;

        Run(String key, int number, SimulatedNode node, Claim claim, long startedAt) {
            this.key = key;
            this.number = number;
            this.node = node;
            this.claim = claim;
            this.startedAt = startedAt;
        }

        String result() {
            return key + "#" + number;
        }
    }

    private final World world;
    private final Settings settings;
    private final List<Disturbance> disturbances = new ArrayList<>();
    private final List<Long> losses = new ArrayList<>();
    private final Map<String, List<Long>> deletions = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private final Map<String, Claim> byDelivery = new HashMap<>();
    private final Map<String, Long> fences = new HashMap<>();
    private final Map<String, List<Run>> runs = new HashMap<>();
    private final Set<String> sentTokens = new HashSet<>();
    private int otherTokens;
    private int reruns;

    Ledger(World world, Settings settings) {
        this.world = world;
        this.settings = settings;
    }

    // What the world does

    void disturbed(SimulatedNode node, long from, long to) {
        disturbances.add(new Disturbance(node, from, to));
    }

    void lost() {
        losses.add(world.now());
    }

    void deleted(String storeKey) {
        deletions.computeIfAbsent(storeKey.substring(Settings.PREFIX.length()), x -> new ArrayList<>()).add(world.now());
    }

    // What nodes send

    void sends(ClaimRequest request) {
        Claim claim = claims.get(request.owner());
        if (claim != null && claim.completing) {
            world.violated(request.key() + " is claimed again with the token of a completion");
        }
    }

    /** What is sent with a token that was sent before gets one that was not. */
    ClaimRequest withAnotherToken(ClaimRequest request) {
        if (sentTokens.add(request.owner())) {
            return request;
        }
        return request.withToken(new OwnerToken("other-" + otherTokens++));
    }

    void sends(SettleRequest request) {
        Claim claim = claims.get(request.owner());
        if (claim == null) {
            world.violated("a claim is settled that was never made");
            return;
        }
        if (request.outcome() == SettleRequest.Outcome.COMPLETE) {
            claim.completing = true;
        } else if (claim.completing) {
            world.violated(claim.key + " is failed after its completion was sent");
        } else if (claim.began && "Released before the body began".equals(request.error())) {
            world.violated(claim.key + " is released although its body began");
        }
    }

    // What the server does

    void claimed(ClaimRequest request, ClaimReply reply) {
        String delivery = delivery(new String(request.tail(), UTF_8));
        world.log("server: claim of " + request.key() + " by " + delivery + ": " + reply.kind()
                + (reply.kind() == ClaimReply.Kind.ACQUIRED ? " attempt " + reply.attempt() : ""));
        if (reply.kind() != ClaimReply.Kind.ACQUIRED) {
            return;
        }
        Claim known = claims.get(request.owner());
        if (known != null && known.fence == reply.fence()) {
            known.renewedAt = world.now();
            byDelivery.put(delivery, known);
            return;
        }
        Claim claim = new Claim(request.key(), delivery, reply.fence(), world.now());
        Long before = fences.put(request.key(), reply.fence());
        if (before != null && before >= reply.fence()) {
            world.violated("the fence of " + request.key() + " does not grow");
        }
        claims.put(request.owner(), claim);
        byDelivery.put(delivery, claim);
    }

    void renewed(String owner, RenewReply reply) {
        Claim claim = claims.get(owner);
        if (claim != null && reply == RenewReply.OK) {
            claim.renewedAt = world.now();
        }
    }

    void settled(SettleRequest request, SettleReply reply, String stands) {
        Claim claim = claims.get(request.owner());
        if (claim != null) {
            world.log("server: " + request.outcome() + " of " + claim.key + " by " + claim.delivery + ": " + reply);
            if (stands.startsWith("{\"status\":\"completed\"") && claim.completedAt < 0) {
                claim.completedAt = world.now();
            } else if (stands.startsWith("{\"status\":\"failed\"") && claim.failedAt < 0) {
                claim.failedAt = world.now();
            }
        }
    }

    private static String delivery(String tail) {
        String name = "\"event_id\":\"";
        int start = tail.indexOf(name) + name.length();
        return tail.substring(start, tail.indexOf('"', start));
    }

    // What bodies do

    /** A body begins. */
    Run began(String key, String delivery, SimulatedNode node, boolean guarded) {
        List<Run> earlier = runs.computeIfAbsent(key, x -> new ArrayList<>());
        Claim claim = guarded ? byDelivery.get(delivery) : null;
        Run run = new Run(key, earlier.size() + 1, node, claim, world.now());
        if (guarded && claim == null) {
            world.violated("the body of " + key + " begins without a claim");
        }
        if (claim != null) {
            claim.began = true;
            int guardedRuns = 1;
            for (Run other : earlier) {
                if (other.claim != null) {
                    check(other, run);
                    boolean remembered = !forgotten(key, other.claim.claimedAt, world.now()) && !expired(other.claim, claim);
                    guardedRuns = other.claim.completedAt >= 0 && !remembered ? 1 : guardedRuns + (remembered ? 1 : 0);
                }
            }
            int max = settings.policy().maxAttempts();
            if (max > 0 && guardedRuns > max) {
                world.violated(key + " runs " + guardedRuns + " times, with " + max + " attempts");
            }
        }
        earlier.add(run);
        return run;
    }

    private void check(Run earlier, Run run) {
        String cause = cause(earlier, run);
        if (cause == null) {
            world.violated("the body of " + run.key + " runs again (run " + run.number + " after " + earlier.number
                    + ") without a cause");
        } else {
            reruns++;
            world.log("run " + run.number + " of " + run.key + " after run " + earlier.number + ": " + cause);
        }
    }

    private String cause(Run earlier, Run run) {
        Claim before = earlier.claim;
        Claim after = run.claim;
        // a claim that is made ahead of its turn may itself be lost or deleted before its body begins
        if (forgotten(run.key, Math.min(before.claimedAt, after.claimedAt), run.startedAt)) {
            return "the record was lost or deleted";
        }
        if (before.claimedAt >= after.claimedAt) {
            return null; // it should have noticed that it had lost its lease before it began
        }
        if (before.completedAt >= 0) {
            return expired(before, after) ? "its time to live ended" : null;
        }
        if (before.failedAt >= 0 && before.failedAt <= after.claimedAt) {
            return "it failed";
        }
        if (settings.policy().afterCrash() == AfterCrash.QUARANTINE) {
            return null;
        }
        if (before.leaseEnd() > after.claimedAt) {
            return null;
        }
        if (earlier.failed) {
            return "it failed, which could not be stored";
        }
        if (earlier.cancelled) {
            return "it was cancelled";
        }
        if (earlier.notStored) {
            return "its completion could not be stored";
        }
        if (earlier.node.isDead()) {
            return "its process was killed";
        }
        long disturbed = 0;
        for (Disturbance disturbance : disturbances) {
            if (disturbance.node() == null || disturbance.node() == earlier.node) {
                disturbed += disturbance.within(before.renewedAt, before.leaseEnd());
            }
        }
        return disturbed >= World.millis(Settings.LEASE_MILLIS / 4) ? "its lease ended" : null;
    }

    private static boolean expired(Claim before, Claim after) {
        return before.completedAt >= 0 && after.claimedAt >= before.completedAt + World.millis(Settings.TTL_MILLIS);
    }

    private boolean forgotten(String key, long from, long to) {
        for (long loss : losses) {
            if (loss >= from && loss <= to) {
                return true;
            }
        }
        for (long deletion : deletions.getOrDefault(key, List.of())) {
            if (deletion >= from && deletion <= to) {
                return true;
            }
        }
        return false;
    }

    /**
     * A message is acknowledged with a result, by a delivery that ran the body itself or not.
     *
     * @param since when its node may first have been told that it was not stored, or its lease lost
     */
    void acknowledged(String key, String result, Run own, SimulatedNode node, long since) {
        boolean proceeds = settings.policy().onStoreFailure() == OnStoreFailure.PROCEED;
        Run of = null;
        for (Run run : runs.getOrDefault(key, List.of())) {
            if (run.succeeded && run.result().equals(result)) {
                of = run;
            }
        }
        if (of == null) {
            world.violated(key + " is acknowledged with " + result + ", which no run of it returned");
        } else if (own != null && own.claim != null && own.claim.completedAt < 0 && proceeds && node.hasNotStored(key, since)) {
            own.notStored = true;
        } else if (own != null && own.claim != null && own.claim.completedAt < 0 && !node.hasLostLease(key, since)) {
            world.violated(key + " is acknowledged before its completion is stored");
        } else if (own == null && of.claim != null && of.claim.completedAt < 0) {
            world.violated(key + " is replayed with a result that was not stored");
        }
    }

    /** {@return how many runs had an earlier one, each with a cause} */
    int reruns() {
        return reruns;
    }

    boolean hasSucceeded(String key) {
        return runs.getOrDefault(key, List.of()).stream().anyMatch(run -> run.succeeded);
    }

    int runs() {
        return runs.values().stream().mapToInt(List::size).sum();
    }
}
