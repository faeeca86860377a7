package io.quarkiverse.eventidempotency.runtime.engine.simulation;

/** What can be taken out of the protocol, to see that the simulation finds out. */
enum PlantedFault {

    NONE("nothing"),
    LEASE_RECHECK("a waiter takes over as soon as it asks again, whether the lease has ended or not"),
    OWNER_CHECK("any process may settle and renew"),
    STATUS_CHECK("an own token counts, whatever the record's status"),
    WAIT_ORDER("renewals and settlements wait behind the claims that came before them"),
    RENEWAL("leases are not renewed"),
    CONFIRMATION("a settlement is answered when it is sent, not when it is stored"),
    TOKEN("a claim that is sent again has another token"),
    FENCE("the fence is the attempt"),
    HOLD("a record that is not completed lives no longer than its lease"),
    HEAD_KEEPS("a message that waits keeps what is claimed behind it"),
    EARLY_ACKNOWLEDGEMENT("a message is acknowledged before its completion is stored"),
    LOST_COMPLETION("a completion that is stored is not reported to its window"),
    EARLY_REJECTION("a message is rejected, and the next body begins, while completions before it are not stored"),
    BATCH_HOLDS("a batch waits for elements that others process while it holds claims");

    final String text;

    PlantedFault(String text) {
        this.text = text;
    }
}
