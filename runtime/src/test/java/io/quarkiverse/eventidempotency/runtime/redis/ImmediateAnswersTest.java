package io.quarkiverse.eventidempotency.runtime.redis;

import static io.quarkiverse.eventidempotency.runtime.redis.Requests.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.redis.connection.ServerAddress;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import io.vertx.redis.client.impl.types.SimpleStringType;

/** Answers that are there before the store listens for them, as another thread can bring it about. */
class ImmediateAnswersTest {

    private final Vertx vertx = Vertx.vertx();
    private final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        RedisProcess.get(vertx.close());
    }

    @Test
    void whatHasToBeSentAgainIs() {
        RedisStore store = RedisStore.create(vertx, sockets -> new ImmediateRedis(), ServerAddress.of(new RedisOptions()),
                RedisStoreOptions.DEFAULT, true);
        assertThat(await(store.renew("key", "owner", 1))).isEqualTo(RenewReply.OK);
        assertThat(sent).containsExactly("info", "evalsha", "eval", "evalsha", "eval");
    }

    private final class ImmediateRedis implements Redis {

        @Override
        public Future<RedisConnection> connect() {
            return Future.succeededFuture(new ImmediateConnection());
        }

        @Override
        public Redis connect(Handler<AsyncResult<RedisConnection>> handler) {
            connect().onComplete(handler);
            return this;
        }

        @Override
        public void close() {
        }

        @Override
        public Future<Response> send(Request command) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<List<Response>> batch(List<Request> commands) {
            throw new UnsupportedOperationException();
        }
    }

    private final class ImmediateConnection implements RedisConnection {

        @Override
        public Future<Response> send(Request request) {
            Command command = request.command();
            sent.add(command.toString());
            if (command == Command.EVAL) {
                return Future.succeededFuture(SimpleStringType.create("OK"));
            }
            return Future.failedFuture(ErrorType.create(command == Command.EVALSHA ? "NOSCRIPT No" : "NOPERM no"));
        }

        @Override
        public Future<List<Response>> batch(List<Request> commands) {
            return Future.failedFuture("not valid");
        }

        @Override
        public RedisConnection exceptionHandler(Handler<Throwable> handler) {
            return this;
        }

        @Override
        public RedisConnection handler(Handler<Response> handler) {
            return this;
        }

        @Override
        public RedisConnection pause() {
            return this;
        }

        @Override
        public RedisConnection resume() {
            return this;
        }

        @Override
        public RedisConnection fetch(long amount) {
            return this;
        }

        @Override
        public RedisConnection endHandler(Handler<Void> handler) {
            return this;
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }

        @Override
        public boolean pendingQueueFull() {
            return false;
        }
    }
}
