/**
 * One held connection: opened before it is needed, checked, watched, and opened again when it is lost, with the commands that
 * wait for it. Nothing in here knows what a command does to a record.
 * <p>
 * Only {@link io.quarkiverse.eventidempotency.runtime.redis.connection.StoreClient} and
 * {@link io.quarkiverse.eventidempotency.runtime.redis.connection.SocketWatch} use the inside of Vert.x and Netty.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.redis.connection;

import org.jspecify.annotations.NullMarked;
