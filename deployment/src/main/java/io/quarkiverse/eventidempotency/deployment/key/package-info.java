/**
 * The sources of keys and fingerprints: expressions, annotations, resolvers, events. Enters: each rule about a path from the
 * parameters of a method to a part of its key. Knows {@code types} alone.
 */
@NullMarked
package io.quarkiverse.eventidempotency.deployment.key;

import org.jspecify.annotations.NullMarked;
