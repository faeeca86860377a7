/** The table of records through JDBC. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.database.jdbc;

import org.jspecify.annotations.NullMarked;
