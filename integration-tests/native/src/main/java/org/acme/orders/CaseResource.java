package org.acme.orders;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.quarkus.arc.All;
import io.smallrye.common.annotation.Blocking;

/** Runs cases by their names. */
@Path("/cases")
@Singleton
@Blocking
public class CaseResource {

    private final Map<String, Callable<String>> cases = new TreeMap<>();
    private final Runs runs;

    CaseResource(@All List<CaseGroup> groups, Runs runs) {
        groups.forEach(group -> cases.putAll(group.cases()));
        this.runs = runs;
    }

    @GET
    public String names() {
        return String.join("\n", cases.keySet());
    }

    @POST
    @Path("{name}")
    public String run(String name) throws Exception {
        Callable<String> found = cases.get(name);
        if (found == null) {
            throw new NotFoundException(name);
        }
        return found.call();
    }

    @GET
    @Path("{name}/runs")
    public int runs(String name) {
        return runs.of(name);
    }
}
