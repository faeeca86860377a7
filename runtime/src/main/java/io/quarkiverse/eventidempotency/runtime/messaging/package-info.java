/**
 * Consumers: the message behind a guarded method, its turn among the threads, and its settlement after the outcome is stored.
 * Enters the guard and the connectors; knows no connector by name and no store.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.messaging;

import org.jspecify.annotations.NullMarked;
