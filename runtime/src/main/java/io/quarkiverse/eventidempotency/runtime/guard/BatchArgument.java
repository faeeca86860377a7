package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.ArrayList;
import java.util.List;

/** The argument of a method that takes several events at once. */
public interface BatchArgument {

    /** A list of payloads. */
    BatchArgument LIST = new BatchArgument() {

        @Override
        public List<?> elements(Object argument) {
            return (List<?>) argument;
        }

        @Override
        public Object select(Object argument, int[] chosen) {
            List<?> all = (List<?>) argument;
            List<Object> some = new ArrayList<>(chosen.length);
            for (int index : chosen) {
                some.add(all.get(index));
            }
            return some;
        }

        @Override
        public Object kept(Object argument) {
            return new ArrayList<>((List<?>) argument);
        }
    };

    /** {@return the events, one for each element} */
    List<?> elements(Object argument);

    /**
     * {@return an argument with some of the elements only}
     *
     * @param chosen their indices, ascending
     */
    Object select(Object argument, int[] chosen);

    /** {@return an argument with the same elements that nobody else changes} */
    default Object kept(Object argument) {
        return argument;
    }
}
