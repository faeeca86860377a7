package ilove.quark.us;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.reactive.messaging.Channel;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;

/** Puts orders into the channel, as a broker would. */
@Path("/orders")
public class OrderResource {

    @Channel("orders")
    MutinyEmitter<Order> orders;

    @Inject
    Receipts receipts;

    @POST
    public Uni<Receipt> place(Order order) {
        return orders.send(order).map(acknowledged -> receipts.latest(order.id()));
    }
}
