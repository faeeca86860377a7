/**
 * The build of guarded methods: what is annotated is collected, checked, recorded, and given an interceptor of its own.
 */
@NullMarked
package io.quarkiverse.eventidempotency.deployment;

import org.jspecify.annotations.NullMarked;
