package org.acme.orders;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

/** How often the body of each case has run. */
@Singleton
public class Runs {

    private final Map<String, Integer> runs = new ConcurrentHashMap<>();

    /** {@return the number of this run} */
    int next(String name) {
        return runs.merge(name, 1, Integer::sum);
    }

    int of(String name) {
        return runs.getOrDefault(name, 0);
    }
}
