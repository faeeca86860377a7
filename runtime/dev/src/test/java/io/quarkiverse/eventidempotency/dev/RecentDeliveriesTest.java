package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkiverse.eventidempotency.DeliveryOutcome;

class RecentDeliveriesTest {

    private static final Set<DeliveryOutcome> NEITHER = EnumSet.of(DeliveryOutcome.MISSING_KEY, DeliveryOutcome.KEY_FAILED,
            DeliveryOutcome.STORE_UNAVAILABLE, DeliveryOutcome.FOREIGN_RECORD, DeliveryOutcome.NESTED,
            DeliveryOutcome.KEY_REUSED, DeliveryOutcome.CANCELLED);

    @ParameterizedTest
    @EnumSource
    void aDeliveryRanOrWasSuppressedOrNeither(DeliveryOutcome outcome) {
        boolean ran = RecentDeliveries.ran(outcome, 0);
        boolean suppressed = RecentDeliveries.isSuppressed(outcome);
        assertThat(ran && suppressed).isFalse();
        assertThat(!ran && !suppressed).isEqualTo(NEITHER.contains(outcome));
    }

    @Test
    void whatIsCancelledAfterItsClaimRan() {
        assertThat(RecentDeliveries.ran(DeliveryOutcome.CANCELLED, 1)).isTrue();
        assertThat(RecentDeliveries.ran(DeliveryOutcome.REPLAYED, 1)).isFalse();
    }

    @Test
    void noMoreRecordsAreCountedThanIsSaid() {
        List<String> statuses = new ArrayList<>();
        statuses.add("failed");
        while (statuses.size() < RecordsJsonRpc.MAX_COUNTED) {
            statuses.add("completed");
        }
        RecordsJsonRpc.Counts all = RecordsJsonRpc.Counts.of(statuses);
        assertThat(all.exact()).isTrue();
        statuses.add("completed");
        RecordsJsonRpc.Counts some = RecordsJsonRpc.Counts.of(statuses);
        assertThat(some.exact()).isFalse();
        assertThat(some.byStatus()).isEqualTo(all.byStatus()).containsEntry("completed", RecordsJsonRpc.MAX_COUNTED - 1L)
                .containsEntry("failed", 1L);
    }
}
