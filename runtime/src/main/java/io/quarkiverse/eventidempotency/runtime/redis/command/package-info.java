/**
 * The wire form of each step: the command or script with its arguments, and the meaning of its replies and errors. The scripts
 * are the resources beside it. Knows of the connection only what
 * {@link io.quarkiverse.eventidempotency.runtime.redis.command.Sender}
 * says.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.redis.command;

import org.jspecify.annotations.NullMarked;
