/**
 * Classes, methods and annotations of the application, read from the index. Enters: facts that need no rule of idempotency.
 * Knows no other package of the build.
 */
@NullMarked
package io.quarkiverse.eventidempotency.deployment.types;

import org.jspecify.annotations.NullMarked;
