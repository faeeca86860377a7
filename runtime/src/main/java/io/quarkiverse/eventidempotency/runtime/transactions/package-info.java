/** The transactions that guarded methods are called in, each kind loaded only where the application has it. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.transactions;

import org.jspecify.annotations.NullMarked;
