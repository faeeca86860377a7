package io.quarkiverse.eventidempotency.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One start of an application.
 *
 * @param logged seconds to start, as Quarkus logs them
 * @param answered seconds from exec to the first response
 * @param atStart resident memory after the start, in MiB
 * @param afterLoad resident memory after the load, in MiB
 * @param onDisk size of the application on disk, in MiB
 */
record FootprintSample(double logged, double answered, double atStart, double afterLoad, double onDisk) {

    /** {@return the median of each figure} */
    static FootprintSample median(List<FootprintSample> samples) {
        return new FootprintSample(median(samples, FootprintSample::logged), median(samples, FootprintSample::answered),
                median(samples, FootprintSample::atStart), median(samples, FootprintSample::afterLoad),
                median(samples, FootprintSample::onDisk));
    }

    private static double median(List<FootprintSample> samples, ToDoubleFunction<FootprintSample> figure) {
        return samples.stream().mapToDouble(figure).sorted().toArray()[samples.size() / 2];
    }

    String line(String name) {
        return "%-16s %10.3f %12.3f %12.1f %12.1f %10.1f".formatted(name, logged, answered, atStart, afterLoad, onDisk);
    }

    static String header() {
        return "%-16s %10s %12s %12s %12s %10s%n%-16s %10s %12s %12s %12s %10s".formatted(
                "", "started", "answered", "RSS after", "RSS after", "on disk",
                "", "s", "s", "start, MiB", "load, MiB", "MiB");
    }
}
