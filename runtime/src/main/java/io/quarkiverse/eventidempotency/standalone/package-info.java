/** Event idempotency in code that no container runs: in a plain program, a test, or a listener of one's own. */
@NullMarked
package io.quarkiverse.eventidempotency.standalone;

import org.jspecify.annotations.NullMarked;
