package org.acme.work;

import java.util.List;
import java.util.Map;

/**
 * What came of many deliveries at once in one process.
 *
 * @param bodies how many bodies ran
 * @param failures how many deliveries failed, by exception type
 * @param runs the runs whose results the callers got, by key: one each, or something ran twice
 * @param answers how many callers got a result
 */
public record Burst(int bodies, Map<String, Integer> failures, Map<String, List<String>> runs, int answers) {
}
