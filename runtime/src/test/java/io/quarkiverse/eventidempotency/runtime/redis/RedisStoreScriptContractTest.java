package io.quarkiverse.eventidempotency.runtime.redis;

/** The contract as servers before Redis 7 serve it: by script alone. */
class RedisStoreScriptContractTest extends RedisStoreContractTest {

    @Override
    RedisStoreOptions options() {
        RedisStoreOptions all = super.options();
        return new RedisStoreOptions(all.commandTimeout(), all.maxPending(), all.maxUnanswered(), false);
    }
}
