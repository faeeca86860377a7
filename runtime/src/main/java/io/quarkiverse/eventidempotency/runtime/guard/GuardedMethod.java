package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.json.Fingerprints;
import io.quarkiverse.eventidempotency.runtime.transactions.OuterWorkSource;

/**
 * One guarded method at run time.
 *
 * @param handler what guards it; {@code null} when nothing is guarded
 * @param allowBypass whether a message may ask for its body to run unguarded
 * @param resolver what makes its keys; {@code null} when the generated code does
 * @param outerWork what finds the transaction of a caller; {@code null} where there are none, and where bodies take no part
 *        in it
 * @param rows what guards it where records are rows of its JTA transaction; {@code null} elsewhere
 * @param uniRows what guards it where records are rows of its reactive transaction; {@code null} elsewhere
 * @param watch what sees its events; {@code null} outside of dev mode
 */
record GuardedMethod(GuardedMethodSpec spec, GuardPolicy policy, @Nullable Handler<@Nullable Object> handler,
        Function<@Nullable Object, ArrivedMessage> messages,
        boolean allowBypass, @Nullable KeyResolver<Object> resolver, Fingerprints fingerprints,
        @Nullable OuterWorkSource outerWork,
        @Nullable RowGuard rows, @Nullable UniRowGuard uniRows, @Nullable EventWatch watch) {
}
