package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.util.Optional;

import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Response;

/** A look at a value and what is left of its time to live, both of the same moment. */
public final class FindCall extends ScriptCall<Optional<StoredValue>> {

    private final String storeKey;

    public FindCall(String storeKey, UniSubscriber<? super Optional<StoredValue>> caller) {
        super(Script.FIND, caller);
        this.storeKey = storeKey;
    }

    @Override
    Object[] arguments() {
        return Arguments.script(storeKey);
    }

    @Override
    Optional<StoredValue> decode(Response reply) {
        if (reply.size() == 0) {
            return Optional.empty();
        }
        String text = reply.size() == 1 ? null : reply.get(1).toString();
        return Optional.of(new StoredValue(storeKey, text, reply.get(0).toLong()));
    }

    @Override
    public String name() {
        return "a look at a record";
    }
}
