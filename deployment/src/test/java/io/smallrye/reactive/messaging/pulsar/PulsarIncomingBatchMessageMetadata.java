package io.smallrye.reactive.messaging.pulsar;

/** Stands for the one of the connector, which the tests do not have. */
public class PulsarIncomingBatchMessageMetadata {
}
