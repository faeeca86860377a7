package io.quarkiverse.eventidempotency.runtime.config;

import org.eclipse.microprofile.config.ConfigProvider;

/** How many threads of the worker pool may wait for other deliveries. */
public final class WaitingThreadLimit {

    private static final int SHARE = 4;

    private WaitingThreadLimit() {
    }

    /** {@return the configured number; by default a quarter of the pool's threads, at least 1} */
    public static int of(EventIdempotencyConfig config) {
        return config.maxWaitingThreads().orElseGet(() -> Math.max(1, poolSize() / SHARE));
    }

    /** As Quarkus sizes its pool. */
    private static int poolSize() {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.thread-pool.max-threads", Integer.class)
                .orElseGet(() -> Math.max(8 * Runtime.getRuntime().availableProcessors(), 200));
    }
}
