package org.acme.shop;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** Keeps large parcels where they are until somebody lets them go. */
@Path("/gate")
@Singleton
public class Gate {

    private final Map<String, CompletableFuture<Void>> parcels = new ConcurrentHashMap<>();

    CompletableFuture<Void> of(String id) {
        return parcels.computeIfAbsent(id, x -> new CompletableFuture<>());
    }

    @GET
    public void open(@QueryParam("id") String id) {
        of(id).complete(null);
    }
}
