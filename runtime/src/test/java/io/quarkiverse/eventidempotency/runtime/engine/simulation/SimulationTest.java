package io.quarkiverse.eventidempotency.runtime.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * The engine in many simulated worlds. {@code -Dsimulation.seeds=100000} runs more of them, {@code -Dsimulation.from=…} others,
 * and {@code -Dsimulation.seed=…} one, whose story it prints, with {@code -Dsimulation.fault=…} as a planted fault makes it.
 */
class SimulationTest {

    private static final long SEEDS = Long.getLong("simulation.seeds", 10_000);
    private static final long FROM = Long.getLong("simulation.from", 1);
    private static final long PLANTED_SEEDS = 10_000;

    private final List<Throwable> dropped = new ArrayList<>();

    @BeforeEach
    void hearOfDroppedFailures() {
        Infrastructure.setDroppedExceptionHandler(dropped::add);
    }

    @AfterEach
    void nothingWasDropped() {
        Infrastructure.resetDroppedExceptionHandler();
        assertThat(dropped).isEmpty();
    }

    @Test
    void keepsItsPromisesInEveryWorld() {
        if (Long.getLong("simulation.seed") != null) {
            Simulation.Outcome outcome = Simulation.run(Long.getLong("simulation.seed"),
                    PlantedFault.valueOf(System.getProperty("simulation.fault", "NONE")));
            System.out.println(outcome.story());
            assertThat(outcome.violation()).isNull();
            return;
        }
        long deliveries = 0;
        long runs = 0;
        long reruns = 0;
        for (long seed = FROM; seed < FROM + SEEDS; seed++) {
            Simulation.Outcome outcome = Simulation.run(seed, PlantedFault.NONE);
            if (outcome.violation() != null) {
                fail(outcome.story());
            }
            deliveries += outcome.deliveries();
            runs += outcome.runs();
            reruns += outcome.reruns();
        }
        System.out.printf("Simulation: seeds %d to %d, %d deliveries, %d runs, %d after another one, each with a cause%n",
                FROM, FROM + SEEDS - 1, deliveries, runs, reruns);
        assertThat(reruns).isPositive();
    }

    @Test
    void oneSeedHasOneStory() {
        for (long seed = 1; seed <= 200; seed++) {
            assertThat(Simulation.run(seed, PlantedFault.NONE).log()).as("seed %d", seed)
                    .isEqualTo(Simulation.run(seed, PlantedFault.NONE).log());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void findsAPlantedFault(PlantedFault fault) {
        for (long seed = 1; seed <= PLANTED_SEEDS; seed++) {
            Simulation.Outcome outcome = Simulation.run(seed, fault);
            if (outcome.violation() != null) {
                assertThat(Simulation.run(seed, PlantedFault.NONE).violation()).as("seed %d without the fault", seed).isNull();
                System.out.printf("Simulation: %s (%s): seed %d: %s%n", fault, fault.text, seed, outcome.violation());
                return;
            }
        }
        fail("None of " + PLANTED_SEEDS + " seeds finds " + fault);
    }
}
