package org.acme.observability;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;

import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.value.SetArgs;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;

/** The spans of deliveries, as they are exported. */
@QuarkusTest
@TestProfile(TracedApplication.class)
class TracingTest {

    private static final AttributeKey<String> SCOPE = AttributeKey.stringKey("event.idempotency.scope");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("event.idempotency.outcome");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("event.idempotency.attempt");

    @Inject
    InMemorySpanExporter exported;

    @Inject
    Tracer tracer;

    @Inject
    RedisDataSource redis;

    @Inject
    @Connector("smallrye-in-memory")
    InMemoryConnector channels;

    @AfterEach
    void forget() {
        exported.reset();
    }

    private SpanData pay(Order order, int status) {
        return send("/orders/pay", order, status);
    }

    private SpanData send(String path, Object body, int status) {
        exported.reset();
        given().contentType("application/json").body(body).post(path).then().statusCode(status);
        return await().until(() -> exported.getFinishedSpanItems().stream()
                .filter(span -> span.getKind() == SpanKind.SERVER).toList(), spans -> !spans.isEmpty()).get(0);
    }

    @Test
    void marksSpanOfRequest() {
        SpanData first = pay(new Order("t1", 5), 200);

        assertThat(first.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(first.getAttributes().get(SCOPE)).isEqualTo("orders.pay");
        assertThat(first.getAttributes().get(OUTCOME)).isEqualTo("completed");
        assertThat(first.getAttributes().get(ATTEMPT)).isEqualTo(1);
        assertThat(first.getEvents()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("event.idempotency.delivery");
            assertThat(event.getAttributes().get(OUTCOME)).isEqualTo("completed");
        });
        assertThat(first.getLinks()).isEmpty();
        assertThat(exported.getFinishedSpanItems()).as("the commands to Redis are no spans").hasSize(1);

        SpanData duplicate = pay(new Order("t1", 5), 200);

        assertThat(duplicate.getTraceId()).isNotEqualTo(first.getTraceId());
        assertThat(duplicate.getAttributes().get(OUTCOME)).isEqualTo("replayed");
        assertThat(duplicate.getAttributes().get(ATTEMPT)).isNull();
        assertThat(duplicate.getLinks()).singleElement().satisfies(link -> {
            assertThat(link.getSpanContext().getTraceId()).isEqualTo(first.getTraceId());
            assertThat(link.getSpanContext().getSpanId()).isEqualTo(first.getSpanId());
        });
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void showsFailureAndRetry() {
        assertThat(pay(new Order("t2", -1), 500).getAttributes().get(OUTCOME)).isEqualTo("failed");

        SpanData retry = pay(new Order("t2", 5), 200);

        assertThat(retry.getAttributes().get(OUTCOME)).isEqualTo("completed");
        assertThat(retry.getAttributes().get(ATTEMPT)).isEqualTo(2);
    }

    @Test
    void showsTakeover() {
        redis.value(String.class).set("idempotency:events:orders.pay:t3", """
                {"status":"processing","owner":"o","attempt":1,"fence":1,"lease_ms":1000,"ttl_ms":86400000,\
                "first_seen_at":"2026-01-01T00:00:00.000Z","scope":"orders.pay","idempotency_key":"t3","node":"shop-9"}""",
                new SetArgs().px(86_398_000));

        SpanData second = pay(new Order("t3", 5), 200);

        assertThat(second.getAttributes().get(ATTEMPT)).isEqualTo(2);
        assertThat(second.getEvents()).extracting(event -> event.getName())
                .containsExactly("event.idempotency.takeover", "event.idempotency.delivery");
        assertThat(second.getEvents().get(0).getAttributes().get(AttributeKey.stringKey("event.idempotency.takeover.from")))
                .isEqualTo("shop-9");
        assertThat(second.getEvents().get(0).getAttributes().get(AttributeKey.longKey("event.idempotency.takeover.late_ms")))
                .isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void countsElementsOfBatch() {
        SpanData first = send("/orders/pack", List.of(new Order("b1", 1), new Order("b2", 1)), 200);
        SpanData second = send("/orders/pack", List.of(new Order("b1", 1), new Order("b3", 1), new Order("b2", 1)), 200);

        assertThat(first.getAttributes().get(OUTCOME)).isEqualTo("completed");
        assertThat(first.getAttributes().get(AttributeKey.longKey("event.idempotency.outcomes.completed"))).isEqualTo(2);
        assertThat(second.getAttributes().get(OUTCOME)).isEqualTo("mixed");
        assertThat(second.getAttributes().get(AttributeKey.longKey("event.idempotency.outcomes.replayed"))).isEqualTo(2);
        assertThat(second.getAttributes().get(AttributeKey.longKey("event.idempotency.outcomes.completed"))).isEqualTo(1);
        assertThat(second.getLinks()).hasSize(2).extracting(link -> link.getSpanContext().getSpanId())
                .containsOnly(first.getSpanId());
    }

    /** The connectors end the span of a message when it arrives. */
    private Span receive(Order order) {
        Span received = tracer.spanBuilder("orders receive").setSpanKind(SpanKind.CONSUMER).setNoParent().startSpan();
        received.end();
        channels.<Message<Order>> source("orders").runOnVertxContext(true)
                .send(Message.of(order).addMetadata(TracingMetadata.withCurrent(Context.root().with(received))));
        return received;
    }

    private SpanData below(Span received) {
        return await().until(() -> exported.getFinishedSpanItems().stream()
                .filter(span -> span.getParentSpanId().equals(received.getSpanContext().getSpanId())).toList(),
                below -> below.size() == 1).get(0);
    }

    @Test
    void givesMessageSpanOfItsOwn() {
        Span received = receive(new Order("t4", 5));
        SpanData delivery = below(received);

        assertThat(delivery.getName()).isEqualTo("event-idempotency orders.book");
        assertThat(delivery.getTraceId()).isEqualTo(received.getSpanContext().getTraceId());
        assertThat(delivery.getAttributes().get(OUTCOME)).isEqualTo("completed");
        assertThat(delivery.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(delivery.getEndEpochNanos()).isGreaterThan(delivery.getStartEpochNanos());

        SpanData duplicate = below(receive(new Order("t4", 5)));

        assertThat(duplicate.getAttributes().get(OUTCOME)).isEqualTo("replayed");
        assertThat(duplicate.getLinks()).singleElement().satisfies(link -> {
            assertThat(link.getSpanContext().getTraceId()).isEqualTo(received.getSpanContext().getTraceId());
            assertThat(link.getSpanContext().getSpanId()).isEqualTo(received.getSpanContext().getSpanId());
        });
        assertThat(exported.getFinishedSpanItems()).hasSize(4);
    }

    @Test
    void keepsMessagesApartThatAreClaimedTogether() {
        List<Span> received = List.of(receive(new Order("t5", 5)), receive(new Order("t6", 5)), receive(new Order("t7", 5)),
                receive(new Order("t8", 5)));

        assertThat(received).allSatisfy(span -> assertThat(below(span).getAttributes().get(OUTCOME)).isEqualTo("completed"));
        assertThat(exported.getFinishedSpanItems()).hasSize(8);
    }
}
