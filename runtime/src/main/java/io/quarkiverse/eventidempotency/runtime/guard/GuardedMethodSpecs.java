package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;

/**
 * All guarded methods of the application, as a bean.
 *
 * @param specs sorted by scope
 */
public record GuardedMethodSpecs(List<GuardedMethodSpec> specs) {
}
