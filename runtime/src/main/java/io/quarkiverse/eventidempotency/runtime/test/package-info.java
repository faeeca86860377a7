/** Tests of applications: called by Quarkus' test framework, which only they have. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.test;

import org.jspecify.annotations.NullMarked;
