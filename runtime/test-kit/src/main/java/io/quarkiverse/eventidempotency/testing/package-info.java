/** A store for tests, which fails on demand and whose time the test moves on, and the contract of every store. */
@NullMarked
package io.quarkiverse.eventidempotency.testing;

import org.jspecify.annotations.NullMarked;
