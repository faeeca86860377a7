package org.acme.fields;

import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Where the handlers' results go: the place of a topic that other services read. Duplicates arrive here too. */
@ApplicationScoped
public class CreatedFields {

    @Incoming("fields-created")
    @Incoming("mirrored-fields-created")
    CompletionStage<Void> onResult(Message<FieldCreated> message) {
        message.getMetadata(Delivery.class).ifPresent(delivery -> delivery.result(message.getPayload()));
        return message.ack();
    }
}
