package io.quarkiverse.eventidempotency.deployment.messages;

import java.util.Locale;

/** The signatures of consumers, each with a channel of its own. */
enum Signature {

    UNI(Takes.PAYLOAD, Gives.NOTHING),
    STAGE(Takes.PAYLOAD, Gives.NOTHING),
    WORKER(Takes.PAYLOAD, Gives.NOTHING),
    BLOCKING_UNORDERED(Takes.PAYLOAD, Gives.NOTHING),
    BLOCKING_UNI(Takes.PAYLOAD, Gives.NOTHING),
    VIRTUAL_THREAD(Takes.PAYLOAD, Gives.NOTHING),
    METADATA_UNI(Takes.PAYLOAD, Gives.NOTHING),
    CONSUMER_RECORD_UNI(Takes.PAYLOAD, Gives.NOTHING),
    MESSAGE_UNI(Takes.MESSAGE, Gives.NOTHING),
    MESSAGE_STAGE(Takes.MESSAGE, Gives.NOTHING),
    MESSAGE_BLOCKING_UNI(Takes.MESSAGE, Gives.NOTHING),
    MESSAGE_POST_PROCESSING(Takes.MESSAGE, Gives.NOTHING),
    UNI_RESULT(Takes.PAYLOAD, Gives.CHAINED),
    STAGE_RESULT(Takes.PAYLOAD, Gives.CHAINED),
    WORKER_RESULT(Takes.PAYLOAD, Gives.CHAINED),
    BLOCKING_RESULT(Takes.PAYLOAD, Gives.CHAINED),
    UNI_MESSAGE(Takes.PAYLOAD, Gives.CHAINED),
    MESSAGE_UNI_MESSAGE(Takes.MESSAGE, Gives.CHAINED),
    MESSAGE_BLOCKING_MESSAGE(Takes.MESSAGE, Gives.CHAINED),
    MESSAGE_UNI_RESULT(Takes.MESSAGE, Gives.UNCHAINED);

    /** What the method takes. */
    enum Takes {
        PAYLOAD,
        MESSAGE
    }

    /** What it gives. */
    enum Gives {
        NOTHING,
        /** An output that its input is acknowledged with. */
        CHAINED,
        /** An output, while the body acknowledges the input. */
        UNCHAINED
    }

    private final Takes takes;
    private final Gives gives;

    Signature(Takes takes, Gives gives) {
        this.takes = takes;
        this.gives = gives;
    }

    Takes takes() {
        return takes;
    }

    Gives gives() {
        return gives;
    }

    /** {@return whether a message that follows one in flight waits too} */
    boolean isOrdered() {
        return this != BLOCKING_UNORDERED && this != VIRTUAL_THREAD;
    }

    /** {@return whether its messages are claimed ahead and settled behind} */
    boolean hasWindow() {
        return gives == Gives.NOTHING && isOrdered() && this != METADATA_UNI;
    }

    String channel() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String outgoing() {
        return channel() + "-out";
    }
}
