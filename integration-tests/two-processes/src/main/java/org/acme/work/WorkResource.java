package org.acme.work;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;

/** Lets a test deliver to this process, and look into it. */
@Path("/")
@NonBlocking
public class WorkResource {

    @Inject
    Work work;

    @Inject
    Bursts bursts;

    @POST
    @Path("bursts/{prefix}")
    public Uni<Burst> burst(@RestPath String prefix, @RestQuery int keys, @RestQuery int deliveries,
            @RestQuery long start) {
        return bursts.fire(prefix, keys, deliveries, start);
    }

    @POST
    @Path("on-worker/{key}")
    @Blocking
    public Uni<Outcome> onWorker(@RestPath String key) {
        return work.onWorker(key);
    }

    @GET
    @Path("unrelated")
    @Blocking
    public String unrelated() {
        return "unrelated";
    }

    @POST
    @Path("held/{key}")
    public Uni<Outcome> deliver(@RestPath String key) {
        return work.held(key);
    }

    @GET
    @Path("held/{key}")
    public boolean inBody(@RestPath String key) {
        return work.inBody(key);
    }

    @POST
    @Path("held/{key}/release")
    public void release(@RestPath String key) {
        work.release(key);
    }
}
