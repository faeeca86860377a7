/**
 * The settings of users: configuration mappings, the policies in force, the spelling of scopes, and the checks at the
 * start.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.config;

import org.jspecify.annotations.NullMarked;
