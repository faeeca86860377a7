/**
 * The row of one consumer: keys that are claimed before their messages' turn, and completions that are stored after it. Enters:
 * messages as such, and what asks for, passes on and settles them. Knows no broker, no thread and no framework.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.engine.window;

import org.jspecify.annotations.NullMarked;
