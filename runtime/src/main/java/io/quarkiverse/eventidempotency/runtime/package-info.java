/** The extension at run time: the generated interceptors' base, configuration, and what holds them together. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime;

import org.jspecify.annotations.NullMarked;
