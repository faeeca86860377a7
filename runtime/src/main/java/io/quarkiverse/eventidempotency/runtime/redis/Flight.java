package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.redis.client.Response;

/** Calls that were written together and are not answered yet. */
abstract class Flight {

    final long writtenNanos = System.nanoTime();

    abstract int size();

    abstract Call call(int index);

    /** One call, whose error reply is its own. */
    static final class Lone extends Flight implements Handler<AsyncResult<@Nullable Response>> {

        private final Call call;
        private final OpenConnection connection;

        Lone(Call call, OpenConnection connection) {
            this.call = call;
            this.connection = connection;
        }

        @Override
        public void handle(AsyncResult<@Nullable Response> result) {
            connection.landed(this, result);
        }

        @Override
        int size() {
            return 1;
        }

        @Override
        Call call(int index) {
            return call;
        }
    }

    /** Several calls, whose answers come together. */
    static final class Batch extends Flight implements Handler<AsyncResult<List<@Nullable Response>>> {

        private final List<Call> calls;
        private final OpenConnection connection;

        Batch(List<Call> calls, OpenConnection connection) {
            this.calls = calls;
            this.connection = connection;
        }

        @Override
        public void handle(AsyncResult<List<@Nullable Response>> result) {
            connection.landed(this, result);
        }

        @Override
        int size() {
            return calls.size();
        }

        @Override
        Call call(int index) {
            return calls.get(index);
        }
    }
}
