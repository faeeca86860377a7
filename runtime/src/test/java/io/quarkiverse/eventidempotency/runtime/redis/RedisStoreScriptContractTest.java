package io.quarkiverse.eventidempotency.runtime.redis;

/** The contract as servers before Redis 7 serve it: by script alone. */
class RedisStoreScriptContractTest extends RedisStoreContractTest {

    @Override
    RedisStoreOptions options() {
        RedisStoreOptions all = RedisStoreOptions.DEFAULT;
        return new RedisStoreOptions(all.commandTimeout(), all.maxPending(), all.maxUnanswered(), false);
    }
}
