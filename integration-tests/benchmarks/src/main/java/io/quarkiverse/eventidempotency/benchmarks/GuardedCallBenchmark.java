package io.quarkiverse.eventidempotency.benchmarks;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.Application;

/**
 * A call of a bean's method, guarded on the store in memory and not guarded, in a Quarkus application.
 * <p>
 * {@code fresh} is a new event with each call: claim, body, the result written as JSON, completion; the store is full after
 * the first moments, so that each call makes room for its record too. {@code duplicate} is the same event again: its result
 * is read back. {@code unguarded} is the body alone, through the same client proxy. {@code result} is the body and its result
 * written as JSON, by the mapper of Quarkus: what a fresh call cannot do without. Calls come from one thread.
 *
 * <pre>
 * ./mvnw -Pbenchmarks -pl runtime,runtime/dev,runtime/test-kit,deployment,integration-tests/benchmarks -DskipTests verify
 * </pre>
 *
 * {@code -Djmh.arguments="-prof gc -f 1 Fresh"} passes other options to JMH. {@code compare-guard.sh} measures this benchmark
 * at
 * another commit too, so it uses the annotation and nothing else of the extension.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 2, jvmArgsAppend = { "-Xms1g", "-Xmx1g" })
public class GuardedCallBenchmark {

    private static final Order SAME = new Order("same", 1);

    @SuppressWarnings("NullAway.Init") // set before the first call
    private Application application;

    @SuppressWarnings("NullAway.Init")
    private Orders orders;

    @SuppressWarnings("NullAway.Init")
    private ObjectWriter receipts;

    private int next;

    @Setup
    public void start() throws ReflectiveOperationException {
        // as Quarkus starts it, but without waiting for its end
        application = (Application) Class.forName("io.quarkus.runner.ApplicationImpl").getConstructor().newInstance();
        application.start(new String[0]);
        orders = Arc.container().instance(Orders.class).get();
        receipts = Arc.container().instance(ObjectMapper.class).get().writerFor(Receipt.class);
    }

    @TearDown
    public void stop() {
        application.close();
    }

    private Order fresh() {
        return new Order("order-" + next++, 1);
    }

    @Benchmark
    public Receipt uniUnguarded() {
        return orders.uni(fresh()).subscribe().asCompletionStage().join();
    }

    @Benchmark
    public Receipt uniFresh() {
        return orders.guardedUni(fresh()).subscribe().asCompletionStage().join();
    }

    @Benchmark
    public Receipt uniDuplicate() {
        return orders.guardedUni(SAME).subscribe().asCompletionStage().join();
    }

    @Benchmark
    public byte[] resultAsBytes() throws JsonProcessingException {
        return receipts.writeValueAsBytes(orders.plain(fresh()));
    }

    @Benchmark
    public String resultAsText() throws JsonProcessingException {
        return receipts.writeValueAsString(orders.plain(fresh()));
    }

    @Benchmark
    public Receipt plainUnguarded() {
        return orders.plain(fresh());
    }

    @Benchmark
    public Receipt plainFresh() {
        return orders.guardedPlain(fresh());
    }

    @Benchmark
    public Receipt plainDuplicate() {
        return orders.guardedPlain(SAME);
    }
}
