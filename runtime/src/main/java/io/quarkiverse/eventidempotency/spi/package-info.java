/** What can be put in place of the extension's own parts. */
@NullMarked
package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.NullMarked;
