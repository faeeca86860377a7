package io.quarkiverse.eventidempotency.runtime;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;

/**
 * One guarded method at run time.
 *
 * @param method the method as messages name it
 * @param policy what is in force for it
 * @param results how its results are stored
 * @param engine what guards it; {@code null} when nothing is guarded
 */
record GuardedMethod(String method, GuardPolicy policy, JacksonResults results, @Nullable IdempotencyEngine engine) {
}
