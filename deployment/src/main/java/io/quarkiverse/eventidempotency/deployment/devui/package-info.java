/** The pages of the Dev UI, and what they ask. */
@NullMarked
package io.quarkiverse.eventidempotency.deployment.devui;

import org.jspecify.annotations.NullMarked;
