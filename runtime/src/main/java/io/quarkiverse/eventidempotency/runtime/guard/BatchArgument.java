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
    };

    /** {@return the events, one for each element} */
    List<?> elements(Object argument);

    /**
     * {@return an argument with some of the elements only}
     *
     * @param chosen their indices, ascending
     */
    Object select(Object argument, int[] chosen);
}
