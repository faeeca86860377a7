package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import java.time.Duration;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryCounters;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;

/**
 * What kind of world a seed makes.
 *
 * @param crowd whether there are very many events on a slow connection, and nothing else goes wrong
 * @param window how many commands a connection takes unanswered
 * @param inRows whether each node handles its messages one after another, through a window
 * @param batch how many messages each node handles in one call at most; 0 where each has its own
 * @param trouble how long it is from one disturbance to the next at most, in milliseconds; 0 for none
 */
record Settings(boolean crowd, int nodes, int keys, int copies, int window, long trouble, double failures, double longBodies,
        double cancellations, int batch, boolean inRows, int claimsAhead, boolean settlesBehind, GuardPolicy policy) {

    static final String PREFIX = "idempotency:events:orders:";
    static final long LEASE_MILLIS = 3_000;
    static final long TTL_MILLIS = 60_000;
    static final long WAIT_MILLIS = 10_000;
    static final long STORE_RETRY_MILLIS = 5_000;
    static final long COMMAND_TIMEOUT_MILLIS = 500;

    static Settings drawn(World world) {
        if (world.chance(0.01)) {
            return new Settings(true, 1, 500, 2, 4, 0, 0, 1, 0, 0, false, 0, false,
                    policy(OnInFlight.WAIT, OnStoreFailure.FAIL, AfterCrash.RERUN, true, 0));
        }
        boolean inRows = world.chance(0.5);
        boolean inBatches = !inRows && world.chance(0.5);
        boolean many = inRows || inBatches;
        OnInFlight onInFlight = world.chance(inRows ? 0.9 : 0.7) ? OnInFlight.WAIT
                : world.chance(0.7) ? OnInFlight.FAIL : OnInFlight.SKIP;
        GuardPolicy policy = policy(onInFlight, world.chance(0.9) ? OnStoreFailure.FAIL : OnStoreFailure.PROCEED,
                world.chance(0.85) ? AfterCrash.RERUN : AfterCrash.QUARANTINE, inRows || world.chance(0.5),
                world.chance(0.85) ? 0 : (int) world.between(1, 4));
        // what guards decide: a crash would quarantine or count a body that never began
        int claimsAhead = policy.afterCrash() == AfterCrash.QUARANTINE || policy.maxAttempts() > 0 || world.chance(0.1) ? 0
                : (int) world.between(1, 8);
        return new Settings(false, (int) world.between(many ? 2 : 1, 4), (int) world.between(many ? 2 : 1, many ? 12 : 5),
                (int) world.between(1, many ? 10 : 5), 32, world.chance(0.1) ? 0 : world.between(500, 10_000),
                world.chance(0.5) ? inRows ? 0.4 : 0.2 : 0, world.chance(0.5) ? 0.3 : 0.05, world.chance(0.3) ? 0.2 : 0,
                inBatches ? (int) world.between(2, 12) : 0, inRows, claimsAhead,
                world.chance(0.8), policy);
    }

    private static GuardPolicy policy(OnInFlight onInFlight, OnStoreFailure onStoreFailure, AfterCrash afterCrash,
            boolean patient, int maxAttempts) {
        return GuardPolicy.builder("orders", PREFIX, new DeliveryCounters()).set(PolicyOverrides.ON_IN_FLIGHT, onInFlight)
                .set(PolicyOverrides.ON_STORE_FAILURE, onStoreFailure).set(PolicyOverrides.AFTER_CRASH, afterCrash)
                .set(PolicyOverrides.TTL, Duration.ofMillis(TTL_MILLIS))
                .set(PolicyOverrides.LEASE, Duration.ofMillis(LEASE_MILLIS))
                .set(PolicyOverrides.WAIT_TIMEOUT, Duration.ofMillis(WAIT_MILLIS)).patient(patient)
                .set(PolicyOverrides.MAX_ATTEMPTS, maxAttempts)
                .set(PolicyOverrides.STORE_RETRY_TIMEOUT, Duration.ofMillis(STORE_RETRY_MILLIS))
                .build();
    }

    @Override
    public String toString() {
        return (crowd ? "a crowd, " : "") + nodes + " nodes, " + keys + " keys of " + copies + " copies, " + policy.onInFlight()
                + (policy.patient() ? " patiently, " : ", ") + policy.onStoreFailure() + ", " + policy.afterCrash() + ", "
                + policy.maxAttempts() + " attempts, "
                + (batch > 0 ? "batches of " + batch + ", " : "")
                + (inRows ? "in rows, " + claimsAhead + " ahead, " + (settlesBehind ? "settled behind, " : "") : "")
                + "trouble every " + trouble + " ms";
    }
}
