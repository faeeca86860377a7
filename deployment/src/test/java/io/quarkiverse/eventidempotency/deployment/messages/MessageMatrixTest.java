package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.eventidempotency.deployment.messages.Order.Behaviour;
import io.quarkus.test.QuarkusUnitTest;

/** Consumers whose windows are as large as they get, as far as they have one. */
class MessageMatrixTest extends MessageMatrix {

    private static final int MOST = 64;

    @RegisterExtension
    static final QuarkusUnitTest TEST = application()
            .overrideConfigKey("quarkus.event-idempotency.claim-ahead", Integer.toString(MOST));

    static Stream<String> windowed() {
        return Stream.of(Signature.values()).filter(Signature::hasWindow).map(Signature::name);
    }

    /** A message that waits sets the window back to one, whatever it was: from then on each change of it is counted. */
    @Override
    void prepare(Signature signature) {
        if (!signature.hasWindow()) {
            return;
        }
        String id = newId();
        CompletableFuture<Receipt> elsewhere = runElsewhere(id);
        long before = waits();
        Delivery<Order> waiting = send(signature, id, Behaviour.AT_ONCE);
        eventually(() -> waits() > before);
        counters.of(Consumers.SCOPE).window(1);
        elsewhere.complete(new Receipt(id, 1));
        waiting.acknowledged();
        eventually(() -> {
            List<Delivery<Order>> sent = sendAll(signature, ids(100), Behaviour.AT_ONCE);
            eventually(() -> sent.stream().allMatch(Delivery::isSettled));
            return counters.of(Consumers.SCOPE).window() == MOST;
        });
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> newId()).toList();
    }

    private List<Delivery<Order>> sendAll(Signature signature, List<String> ids, Behaviour behaviour) {
        return ids.stream().map(id -> send(signature, id, behaviour)).toList();
    }

    /** Duplicates and failures stand among 64 orders whose keys are claimed while the body before them runs. */
    @ParameterizedTest
    @MethodSource("windowed")
    void bodiesRunInOrderAndAreStoredBeforeTheyAreAcknowledged(String name) {
        Signature signature = signature(name);
        String first = newId();
        List<String> before = ids(MOST / 2);
        String failing = newId();
        List<String> after = ids(MOST / 2 - 1);
        Delivery<Order> running = send(signature, first, Behaviour.WAITS);
        eventually(() -> journal.bodies(first) == 1);
        List<Delivery<Order>> succeeding = new ArrayList<>(sendAll(signature, before, Behaviour.SUCCEEDS));
        Delivery<Order> refused = send(signature, failing, Behaviour.FAILS);
        succeeding.addAll(sendAll(signature, after, Behaviour.SUCCEEDS));
        List<Delivery<Order>> duplicates = sendAll(signature, before, Behaviour.SUCCEEDS);
        eventually(() -> Records.get(records.status(Consumers.SCOPE, after.get(after.size() - 1))).equals("processing"));
        assertThat(journal.bodies(before.get(0))).isZero();

        journal.letThemGoOn();
        assertAcknowledged(signature, running, 0);
        succeeding.forEach(delivery -> assertAcknowledged(signature, delivery, 0));
        duplicates.forEach(delivery -> assertAcknowledged(signature, delivery, 0));
        assertThat(refused.refused()).isSameAs(journal.refusal(failing));
        assertThat(Records.get(refused.settled().before())).isEqualTo("failed, outputs 0");

        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(before);
        all.add(failing);
        all.addAll(after);
        assertThat(journal.begun().stream().filter(all::contains)).containsExactlyElementsOf(all);
        assertAlive(signature, running, refused);
    }
}
