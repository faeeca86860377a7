/** The store in memory, for development, tests and applications of one process. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.memory;

import org.jspecify.annotations.NullMarked;
