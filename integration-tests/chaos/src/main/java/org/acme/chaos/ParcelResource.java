package org.acme.chaos;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;

/** Takes deliveries as a broker's client does: what does not succeed comes again. */
@Path("parcels")
@NonBlocking
public class ParcelResource {

    @Inject
    Parcels parcels;

    @POST
    @Path("{parcel}")
    public Uni<RestResponse<String>> deliver(@RestPath String parcel, @RestQuery long delivery, @RestQuery long millis,
            @RestQuery boolean fails) {
        return parcels.deliver(parcel, delivery, millis, fails).map(RestResponse::ok).onFailure().recoverWithItem(
                failure -> RestResponse.status(Status.SERVICE_UNAVAILABLE, failure.getClass().getSimpleName()));
    }
}
