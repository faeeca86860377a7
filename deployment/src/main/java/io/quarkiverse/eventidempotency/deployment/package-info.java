/**
 * The build steps and build items. Each step collects, checks, records or registers one kind of thing; the rules behind the
 * steps stand in the packages below.
 */
@NullMarked
package io.quarkiverse.eventidempotency.deployment;

import org.jspecify.annotations.NullMarked;
