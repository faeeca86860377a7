package io.quarkiverse.eventidempotency.runtime;

import io.smallrye.common.net.HostName;

/** The name of this process in records, unless one is configured. */
public final class Node {

    private Node() {
    }

    public static String name() {
        return HostName.getHostName() + "/" + ProcessHandle.current().pid();
    }
}
