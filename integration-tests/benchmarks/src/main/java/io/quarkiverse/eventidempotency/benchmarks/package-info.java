/** What a guarded call costs. */
@NullMarked
package io.quarkiverse.eventidempotency.benchmarks;

import org.jspecify.annotations.NullMarked;
