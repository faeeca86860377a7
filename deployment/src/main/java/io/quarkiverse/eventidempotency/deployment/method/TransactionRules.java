package io.quarkiverse.eventidempotency.deployment.method;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.key.BatchParameter;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyAttribute;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkiverse.eventidempotency.runtime.guard.ResultShape;

/** The rules of methods that keep their records in their own transactions, as far as their declaration shows them. */
public final class TransactionRules {

    private TransactionRules() {
    }

    /** Whether attributes are written that have no meaning where a crash is a rollback. */
    static void checkAttributes(PolicyOverrides written, boolean terminalOn, Consumer<String> problems) {
        List<String> names = new ArrayList<>();
        for (PolicyAttribute<?> attribute : PolicyOverrides.OF_CLAIMS) {
            if (written.get(attribute) != null) {
                names.add(attribute.member());
            }
        }
        if (terminalOn) {
            names.add("terminalOn");
        }
        for (String name : names) {
            problems.accept(name + " of @Idempotent has no meaning with inTransaction = true: "
                    + (name.equals("terminalOn") ? "a failure leaves no record, since it undoes the handler's changes"
                            : "a crash is a rollback, and there is no claim that outlives it")
                    + "; remove " + name);
        }
    }

    /** Whether the record can be written in the transaction that the method runs in. */
    public static void check(MethodInfo method, @Nullable BatchParameter batch, @Nullable MethodResult result,
            boolean takesMessages, Consumer<String> problems) {
        if (batch != null) {
            problems.accept("inTransaction = true of @Idempotent guards one event in one transaction, and this method takes"
                    + " several: take one event at a time");
        }
        if (takesMessages) {
            problems.accept("inTransaction = true of @Idempotent cannot guard a method that takes a message, which it would"
                    + " acknowledge before its transaction commits: take the payload, and metadata as further parameters");
        }
        if (result != null && result.shape() == ResultShape.STAGE) {
            problems.accept("inTransaction = true of @Idempotent cannot guard a method that returns a "
                    + method.returnType().name().withoutPackagePrefix() + ", which no transaction waits for: return the result"
                    + " itself in a @Transactional method, or a Uni in a @WithTransaction method");
        }
    }
}
