/** The transactions that guarded methods are called in, loaded only where the application has JTA. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.transactions;

import org.jspecify.annotations.NullMarked;
