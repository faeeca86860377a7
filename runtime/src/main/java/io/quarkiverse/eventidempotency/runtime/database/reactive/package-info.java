/** The table of records through the reactive SQL clients. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.database.reactive;

import org.jspecify.annotations.NullMarked;
