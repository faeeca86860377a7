/** What code uses that is no guarded method, as applications inject it. */
package io.quarkiverse.eventidempotency.deployment.code;
