package io.quarkiverse.eventidempotency.runtime.redis.command;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** A script's call, whose answer goes to one caller, unless that has cancelled. Cancelling does not stop the call. */
public abstract class ScriptCall<T> extends Call implements UniSubscription {

    /** Refused so often for a missing script, a call brings it along. */
    private static final int PATIENCE = 2;

    private final Script script;
    private final UniSubscriber<? super T> caller;
    private volatile boolean cancelled;
    private int scriptMisses;
    private boolean whole;

    ScriptCall(Script script, UniSubscriber<? super T> caller) {
        this.script = script;
        this.caller = caller;
    }

    /** {@return the arguments of {@link Arguments#script}, the same each time} */
    abstract Object[] arguments();

    abstract T decode(Response reply);

    @Override
    public final boolean isClaim() {
        return script == Script.CLAIM;
    }

    @Override
    public final boolean isOfHeldClaim() {
        return script == Script.SETTLE || script == Script.RENEW;
    }

    @Override
    public final boolean isOfOperator() {
        return script == Script.SCAN || script == Script.OPERATE;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public Request request(Sender connection) {
        whole = scriptMisses >= PATIENCE || connection.takeMissing(script);
        Object[] all = arguments();
        all[0] = whole ? script.text() : script.sha1();
        return Request.cmd(whole ? Command.EVAL : Command.EVALSHA, all);
    }

    @Override
    public void answered(@Nullable Response reply, Sender connection) {
        if (whole) {
            connection.loaded(script);
        }
        T item;
        try {
            if (reply == null) {
                throw new IllegalArgumentException("no reply");
            }
            item = decode(reply);
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
        if (whole) {
            connection.loaded(script);
        }
        if (ErrorReply.is(error, "NOSCRIPT")) {
            // not SCRIPT LOAD, which on a Cluster may reach another node than the key's
            connection.missing(script);
            scriptMisses++;
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
