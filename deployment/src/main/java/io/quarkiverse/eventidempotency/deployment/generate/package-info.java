/**
 * The bytecode that the build writes: the interceptor of each guarded method, and reported transactions. Enters: code
 * generation from checked methods and keys. Decides nothing and reports no errors.
 */
@NullMarked
package io.quarkiverse.eventidempotency.deployment.generate;

import org.jspecify.annotations.NullMarked;
