/** The claim protocol's state machine, with no container, no Redis, no messaging and a clock that it is given. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.NullMarked;
