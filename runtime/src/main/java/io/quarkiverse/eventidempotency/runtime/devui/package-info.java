/** What Quarkus' Dev UI asks a running application for. None of it is there in production. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.devui;

import org.jspecify.annotations.NullMarked;
