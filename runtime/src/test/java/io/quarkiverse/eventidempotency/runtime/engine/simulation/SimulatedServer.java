package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import java.util.HashMap;
import java.util.Map;

import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.smallrye.mutiny.Uni;

/**
 * The server that has the records: it stops, freezes, refuses, restarts with all, some or nothing of what it knew. Its
 * transitions are those of the store in memory, which the same contract holds to as Redis; a planted fault prepares a record
 * so that the check that is left out finds nothing to object to.
 */
final class SimulatedServer {

    private record Saved(String text, long remainingMillis) {
    }

    private static final String PROCESSING = "{\"status\":\"processing\"";

    private final World world;
    private final Ledger ledger;
    private final PlantedFault fault;
    private final InMemoryStore records;
    private Map<String, Saved> snapshot = new HashMap<>();
    private long frozenUntil;
    private long downUntil;
    private long refusingUntil;

    /** Changes with each restart: the connections of an earlier one are gone. */
    private int epoch;

    SimulatedServer(World world, Ledger ledger, PlantedFault fault) {
        this.world = world;
        this.ledger = ledger;
        this.fault = fault;
        this.records = new InMemoryStore(world::now, 1_000_000);
    }

    int epoch() {
        return epoch;
    }

    boolean isDown() {
        return world.now() < downUntil;
    }

    /** {@return when what arrives now is looked at} */
    long attention() {
        return Math.max(world.now(), frozenUntil);
    }

    boolean refuses() {
        return world.now() < refusingUntil;
    }

    void freeze(long millis) {
        world.log("server freezes for " + millis + " ms");
        frozenUntil = Math.max(frozenUntil, world.now() + World.millis(millis));
        ledger.disturbed(null, world.now(), frozenUntil);
    }

    void refuse(long millis) {
        world.log("server refuses everything for " + millis + " ms");
        refusingUntil = world.now() + World.millis(millis);
        ledger.disturbed(null, world.now(), refusingUntil);
    }

    void save() {
        snapshot = new HashMap<>();
        for (String key : records.storeKeys()) {
            String text = records.get(key);
            if (text != null) {
                snapshot.put(key, new Saved(text, records.remainingMillis(key)));
            }
        }
    }

    /** @param loses what it forgets: 0 nothing, 1 what came since the last save, 2 everything */
    void restart(long millis, int loses) {
        world.log("server down for " + millis + " ms, loses " + loses);
        epoch++;
        downUntil = world.now() + World.millis(millis);
        ledger.disturbed(null, world.now(), downUntil);
        if (loses > 0) {
            records.clear();
            ledger.lost();
            if (loses == 1) {
                snapshot.forEach((key, saved) -> records.put(key, saved.text(), saved.remainingMillis()));
            }
        }
    }

    void delete(String storeKey) {
        String text = records.get(storeKey);
        if (text != null) {
            world.log("operator deletes " + storeKey.substring(Settings.PREFIX.length()));
            records.put(storeKey, "{}", 1);
            ledger.deleted(storeKey);
        }
    }

    boolean isInFlight(String storeKey) {
        String text = records.get(storeKey);
        return text != null && text.startsWith(PROCESSING);
    }

    ClaimReply claim(ClaimRequest request) {
        ClaimRequest sent = fault == PlantedFault.HOLD ? shortLived(request) : request;
        String text = records.get(request.storeKey());
        if (text != null && fault == PlantedFault.LEASE_RECHECK && request.exact() && text.startsWith(PROCESSING)
                && !owner(text).equals(request.owner())) {
            records.put(request.storeKey(), text, request.holdMillis() - request.leaseMillis() - 1);
        } else if (text != null && fault == PlantedFault.STATUS_CHECK && owner(text).equals(request.owner())) {
            replace(request.storeKey(), text, PROCESSING + text.substring(text.indexOf(',')));
        }
        ClaimReply reply = answer(records.claim(sent));
        if (fault == PlantedFault.FENCE && reply.kind() == ClaimReply.Kind.ACQUIRED) {
            reply = ClaimReply.acquired(reply.attempt(), reply.takeover(), reply.attempt(),
                    reply.firstSeenAt());
        }
        ledger.claimed(request, reply);
        return reply;
    }

    SettleReply settle(SettleRequest request) {
        lendOwner(request.storeKey(), request.owner());
        SettleReply reply = answer(records.settle(request));
        String text = records.get(request.storeKey());
        ledger.settled(request, reply, text != null && owner(text).equals(request.owner()) ? text : "");
        return reply;
    }

    RenewReply renew(String storeKey, String owner, long holdMillis) {
        if (fault == PlantedFault.RENEWAL) {
            return RenewReply.OK;
        }
        lendOwner(storeKey, owner);
        RenewReply reply = answer(records.renew(storeKey, owner, holdMillis));
        ledger.renewed(owner, reply);
        return reply;
    }

    private void lendOwner(String storeKey, String owner) {
        String text = records.get(storeKey);
        if (fault == PlantedFault.OWNER_CHECK && text != null) {
            replace(storeKey, text, text.replace("\"owner\":\"" + owner(text), "\"owner\":\"" + owner));
        }
    }

    private void replace(String storeKey, String text, String with) {
        if (!with.equals(text)) {
            records.put(storeKey, with, records.remainingMillis(storeKey));
        }
    }

    private static ClaimRequest shortLived(ClaimRequest request) {
        return new ClaimRequest(request.terms(), request.storeKey(), request.key(), request.token(), request.leaseMillis(),
                request.startedAt(), request.eventId(), request.eventType(), request.fingerprint(), request.trace(),
                request.exact());
    }

    static String owner(String text) {
        String name = "\"owner\":\"";
        int start = text.indexOf(name);
        return start < 0 ? "" : text.substring(start + name.length(), text.indexOf('"', start + name.length()));
    }

    private static <R> R answer(Uni<R> step) {
        Object[] answer = new Object[1];
        step.subscribe().with(reply -> answer[0] = reply, failure -> answer[0] = failure);
        if (answer[0] instanceof RuntimeException failure) {
            throw failure;
        }
        return cast(answer[0]);
    }

    @SuppressWarnings("unchecked")
    private static <R> R cast(Object answer) {
        return (R) answer;
    }
}
