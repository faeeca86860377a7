package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** A script's call, whose answer goes to one caller, unless that has cancelled. Cancelling does not stop the call. */
public class ScriptCall<T> extends Call implements UniSubscription {

    private final Script script;
    private final UniSubscriber<? super T> caller;
    private final Function<Response, T> decoder;
    private Object @Nullable [] arguments;
    private volatile boolean cancelled;
    /** Whether it brings the script along, which the server did not have. */
    private boolean whole;

    /**
     * @param name what is done by it, for messages
     * @param arguments those of {@link Arguments#script}; {@code null} where they are made when they are needed
     */
    ScriptCall(Script script, String name, UniSubscriber<? super T> caller, Function<Response, T> decoder,
            Object @Nullable [] arguments) {
        super(script, name);
        this.script = script;
        this.caller = caller;
        this.decoder = decoder;
        this.arguments = arguments;
    }

    Object[] makeArguments() {
        throw new IllegalStateException();
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public Request request(Sender connection) {
        Object[] all = arguments;
        if (all == null) {
            arguments = all = makeArguments();
        }
        all[0] = whole ? script.text() : script.sha1();
        return Request.cmd(whole ? Command.EVAL : Command.EVALSHA, all);
    }

    @Override
    public void answered(@Nullable Response reply, Sender connection) {
        T item;
        try {
            if (reply == null) {
                throw new IllegalArgumentException("no reply");
            }
            item = decoder.apply(reply);
        } catch (RuntimeException e) {
            failed(new StoreException(
                    "Redis answered " + name() + " with something else than its script does: is there a proxy in between?",
                    true, e));
            return;
        }
        complete(item);
    }

    final void complete(T item) {
        if (!cancelled) {
            caller.onItem(item);
        }
    }

    @Override
    public void refused(String error, Throwable cause, Sender connection) {
        if (!whole && ErrorReply.is(error, "NOSCRIPT")) {
            // not SCRIPT LOAD, which on a Cluster may reach another node than the key's
            whole = true;
            connection.sendNext(this);
            return;
        }
        // the loss of a connection to the wrong server is logged by itself
        if (script == Script.RENEW && !ErrorReply.wrongServer(error)) {
            connection.renewalRefused(error);
        }
        failed(new StoreException(
                "Redis refused " + name() + ", \"" + error + "\"" + connection.remedy(error, script.commands()),
                !ErrorReply.notApplied(error), cause));
    }

    @Override
    public void failed(StoreException failure) {
        if (!cancelled) {
            caller.onFailure(failure);
        }
    }
}
