/** What tests of handlers need: a store that fails on demand, and whose time goes on when the test says so. */
@NullMarked
package io.quarkiverse.eventidempotency.testing;

import org.jspecify.annotations.NullMarked;
