package org.acme.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/** What was delivered, and every answer to it, also one that nobody waited for any more. */
final class Answers {

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Delivery> deliveries = new ConcurrentHashMap<>();
    private final Map<Long, Answer> answers = new ConcurrentHashMap<>();

    Delivery deliver(String parcel, String process, long at) {
        Delivery delivery = new Delivery(numbers.incrementAndGet(), parcel, process, at);
        deliveries.put(delivery.number(), delivery);
        return delivery;
    }

    void add(Answer answer) {
        answers.put(answer.delivery().number(), answer);
    }

    int deliveries() {
        return deliveries.size();
    }

    List<Delivery> deliveriesOf(String parcel) {
        return deliveries.values().stream().filter(delivery -> delivery.parcel().equals(parcel)).toList();
    }

    long sent(long delivery) {
        return deliveries.get(delivery).sent();
    }

    @Nullable
    Answer to(long delivery) {
        return answers.get(delivery);
    }

    /** {@return all that acknowledge something, in the order in which they came} */
    List<Answer> acknowledgements() {
        return answers.values().stream().filter(Answer::acknowledges).sorted(Comparator.comparingLong(Answer::at)).toList();
    }

    /** {@return what acknowledges with the result of a run, in the order in which it came, by the run's name} */
    Map<String, List<Answer>> byRun() {
        Map<String, List<Answer>> byRun = new HashMap<>();
        acknowledgements().forEach(answer -> byRun.computeIfAbsent(answer.body(), x -> new ArrayList<>()).add(answer));
        return byRun;
    }

    /** {@return when each parcel was first acknowledged} */
    Map<String, Long> firstAcknowledgements() {
        Map<String, Long> first = new HashMap<>();
        acknowledgements().forEach(answer -> first.putIfAbsent(answer.delivery().parcel(), answer.at()));
        return first;
    }

    boolean isAcknowledged(String parcel) {
        return answers.values().stream().anyMatch(
                answer -> answer.acknowledges() && answer.delivery().parcel().equals(parcel));
    }
}
