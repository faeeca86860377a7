package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.PolicyOverrides;
import io.quarkus.runtime.annotations.RecordableConstructor;

/**
 * What the build knows of one guarded method of one bean class.
 *
 * @param methodId the id that the generated interceptor has too; inherited by several beans, it stands in several specs
 * @param method the method as messages name it: {@code org.acme.Orders#on(org.acme.Order)}
 * @param scope the scope; {@code null} for none
 * @param keySource where the key comes from, for people to read
 * @param resultType the type of the stored result, for people to read
 * @param resultNeeded whether a duplicate needs the result; false where there is none, and on a consumer without an outgoing
 *        channel
 * @param namedByMessage whether the key is the message's own identity
 * @param channels the incoming channels, sorted; empty when the method is no consumer
 * @param settling who acknowledges the messages
 * @param takesMessages whether it takes messages as such, not their payloads
 * @param takesBatches whether one call takes several events, each with a key of its own
 * @param heldThread the thread that a delivery of a consumer holds
 * @param overrides the attributes that are written on the annotation
 * @param ownTransaction whether the body takes no part in a transaction of its caller: it suspends that one
 * @param inTransaction whether records are rows of the transaction that the body runs in
 */
public record GuardedMethodSpec(String methodId, String beanClass, String method, @Nullable String scope,
        String keySource, String resultType, boolean resultNeeded, boolean namedByMessage,
        List<String> channels, Settling settling, boolean takesMessages, boolean takesBatches, HeldThread heldThread,
        PolicyOverrides overrides, boolean ownTransaction, boolean inTransaction) {

    @RecordableConstructor
    public GuardedMethodSpec {
        channels = List.copyOf(channels);
    }

    /** {@return the name under which its scope is configured and counted: {@code none} for no scope} */
    public String scopeName() {
        return PolicyResolver.nameOf(scope);
    }
}
