/** The pages of the Dev UI and the registration of their services, which the artifact {@code -dev} contains. */
@NullMarked
package io.quarkiverse.eventidempotency.deployment.devui;

import org.jspecify.annotations.NullMarked;
