/**
 * The guarded methods: their attributes, results, channels and beans, and the rules that they have to follow. Enters: each rule
 * about a declaration, as a text with its remedy. Knows {@code key} and {@code types}, and no build step.
 */
@NullMarked
package io.quarkiverse.eventidempotency.deployment.method;

import org.jspecify.annotations.NullMarked;
