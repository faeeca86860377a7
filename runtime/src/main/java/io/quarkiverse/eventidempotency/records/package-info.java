/**
 * The records of the store, for operators: find, list, delete, release and decide. May use the public root; nothing of
 * {@code runtime}.
 */
@NullMarked
package io.quarkiverse.eventidempotency.records;

import org.jspecify.annotations.NullMarked;
