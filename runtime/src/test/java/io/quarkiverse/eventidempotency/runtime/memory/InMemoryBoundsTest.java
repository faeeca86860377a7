package io.quarkiverse.eventidempotency.runtime.memory;

import static io.quarkiverse.eventidempotency.runtime.memory.InMemoryFixture.HOLD;
import static io.quarkiverse.eventidempotency.runtime.memory.InMemoryFixture.LEASE;
import static io.quarkiverse.eventidempotency.runtime.memory.InMemoryFixture.TTL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimReply.Kind;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.StoreException;

/** How long, and how many, records stay in memory. */
class InMemoryBoundsTest {

    @Test
    void leaseEndsToTheNanosecond() {
        InMemoryFixture memory = new InMemoryFixture(10);
        memory.claim("k", "a");
        memory.advance(Duration.ofMillis(LEASE).minusNanos(1));
        assertThat(memory.claim("k", "b")).isEqualTo(ClaimReply.inFlight(1));
        memory.advance(Duration.ofNanos(1));
        ClaimReply taken = memory.claim("k", "b");
        assertThat(taken.kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(taken.attempt()).isEqualTo(2);
        assertThat(memory.complete("k", "a")).isEqualTo(SettleReply.LOST);
    }

    @Test
    void renewedLeaseDoesNotEnd() {
        InMemoryFixture memory = new InMemoryFixture(10);
        memory.claim("k", "a");
        memory.advance(Duration.ofMillis(LEASE - 1));
        assertThat(memory.renew("k", "a")).isEqualTo(RenewReply.OK);
        memory.advance(Duration.ofMillis(LEASE - 1));
        assertThat(memory.claim("k", "b")).isEqualTo(ClaimReply.inFlight(1));
    }

    @Test
    void completedRecordEndsWithItsTimeToLive() {
        InMemoryFixture memory = new InMemoryFixture(10);
        memory.completed("k");
        memory.advance(Duration.ofMillis(TTL).minusNanos(1));
        assertThat(memory.claim("k", "b").kind()).isEqualTo(Kind.DUPLICATE);
        memory.advance(Duration.ofNanos(1));
        assertThat(memory.store.get("k")).isNull();
        assertThat(memory.store.remainingMillis("k")).isEqualTo(-2);
        ClaimReply fresh = memory.claim("k", "b");
        assertThat(fresh.kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(fresh.attempt()).isEqualTo(1);
    }

    @Test
    void expiredRecordIsGoneForItsOwner() {
        InMemoryFixture memory = new InMemoryFixture(10);
        memory.claim("k", "a");
        memory.advance(Duration.ofMillis(HOLD));
        assertThat(memory.renew("k", "a")).isEqualTo(RenewReply.GONE);
        assertThat(memory.complete("k", "a")).isEqualTo(SettleReply.RECREATED);
        assertThat(memory.claim("k", "b").kind()).isEqualTo(Kind.DUPLICATE);
    }

    @Test
    void expiredRecordsLeaveWithoutBeingAskedFor() {
        InMemoryFixture memory = new InMemoryFixture(1_000_000);
        for (int i = 0; i < 10_000; i++) {
            memory.completed("old" + i);
        }
        assertThat(memory.store.storeKeys()).hasSize(10_000);
        memory.advance(Duration.ofMillis(TTL));
        for (int i = 0; i < 10_000; i++) {
            memory.completed("new" + i);
        }
        assertThat(memory.store.storeKeys()).hasSize(10_000);
        assertThat(memory.store.storeKeys()).noneMatch(key -> key.startsWith("old"));
    }

    @Test
    void completedRecordsGoFirstTheOldestBeforeTheOthers() {
        InMemoryFixture memory = new InMemoryFixture(4);
        memory.claim("running", "a");
        memory.claim("failed", "a");
        memory.fail("failed", "a", true);
        memory.completed("first");
        memory.completed("second");
        memory.completed("third");
        assertThat(memory.store.storeKeys()).containsExactlyInAnyOrder("running", "failed", "second", "third");
        memory.completed("fourth");
        assertThat(memory.store.storeKeys()).containsExactlyInAnyOrder("running", "failed", "third", "fourth");
    }

    @Test
    void keyThatIsClaimedAgainIsAsYoungAsItsLastClaim() {
        InMemoryFixture memory = new InMemoryFixture(3);
        memory.claim("retried", "a");
        memory.fail("retried", "a", true);
        memory.completed("expired");
        memory.advance(Duration.ofMillis(TTL));
        memory.completed("old");
        memory.claim("retried", "b");
        memory.complete("retried", "b");
        memory.completed("expired");
        memory.completed("first new");
        assertThat(memory.store.storeKeys()).containsExactlyInAnyOrder("retried", "expired", "first new");
        memory.completed("second new");
        assertThat(memory.store.storeKeys()).containsExactlyInAnyOrder("expired", "first new", "second new");
    }

    @Test
    void failureThatIsRetriedIsAsYoungAsItsLastFailure() {
        InMemoryFixture memory = new InMemoryFixture(2);
        memory.claim("first", "a");
        memory.fail("first", "a", true);
        memory.claim("second", "a");
        memory.fail("second", "a", true);
        memory.claim("first", "b");
        memory.fail("first", "b", true);
        memory.claim("new", "a");
        assertThat(memory.store.storeKeys()).containsExactlyInAnyOrder("first", "new");
    }

    @Test
    void expiredRecordsGoBeforeLiveOnes() {
        InMemoryFixture memory = new InMemoryFixture(3);
        memory.claim("old and live", "a");
        memory.completed("expired");
        memory.advance(Duration.ofMillis(TTL));
        memory.complete("old and live", "a");
        memory.completed("young");
        memory.completed("new");
        assertThat(memory.store.storeKeys()).containsExactlyInAnyOrder("old and live", "young", "new");
    }

    @Test
    void failuresThatMayRunAgainGoWhenNothingElseCan() {
        InMemoryFixture memory = new InMemoryFixture(3);
        memory.claim("running", "a");
        memory.claim("stopped", "a");
        memory.fail("stopped", "a", false);
        memory.claim("failed", "a");
        memory.fail("failed", "a", true);
        memory.claim("next", "a");
        assertThat(memory.store.storeKeys()).containsExactlyInAnyOrder("running", "stopped", "next");
    }

    @Test
    void claimIsRefusedWhenNothingCanGoAndWorksAgainLater() {
        InMemoryFixture memory = new InMemoryFixture(2);
        memory.claim("running", "a");
        memory.claim("stopped", "a");
        memory.fail("stopped", "a", false);

        assertThatThrownBy(() -> memory.claim("next", "a"))
                .asInstanceOf(type(StoreException.class))
                .satisfies(e -> assertThat(e.maybeApplied()).isFalse())
                .satisfies(e -> assertThat(e).hasMessageContaining("quarkus.event-idempotency.in-memory.max-records")
                        .hasMessageContaining("2 records"));
        assertThat(memory.store.storeKeys()).containsExactlyInAnyOrder("running", "stopped");
        assertThat(memory.claim("running", "b").kind()).isEqualTo(Kind.IN_FLIGHT);
        assertThat(memory.claim("stopped", "b").kind()).isEqualTo(Kind.FAILED);

        assertThat(memory.complete("running", "a")).isEqualTo(SettleReply.OK);
        memory.advance(Duration.ofMillis(10));
        assertThat(memory.claim("next", "a").kind()).isEqualTo(Kind.ACQUIRED);
        assertThat(memory.store.storeKeys()).containsExactlyInAnyOrder("next", "stopped");
    }

    @Test
    void boundHolds() {
        InMemoryFixture memory = new InMemoryFixture(1_000);
        for (int i = 0; i < 10_000; i++) {
            memory.completed("k" + i);
            assertThat(memory.store.storeKeys()).hasSizeLessThanOrEqualTo(1_000);
        }
        assertThat(memory.claim("k9999", "b").kind()).isEqualTo(Kind.DUPLICATE);
        assertThat(memory.claim("k9100", "b").kind()).isEqualTo(Kind.DUPLICATE);
    }

    @Test
    void clearForgetsAll() {
        InMemoryFixture memory = new InMemoryFixture(2);
        memory.completed("one");
        memory.claim("two", "a");
        memory.store.clear();
        assertThat(memory.store.storeKeys()).isEmpty();
        assertThat(memory.store.get("one")).isNull();
        assertThat(memory.claim("one", "b").attempt()).isEqualTo(1);
        assertThat(memory.renew("two", "a")).isEqualTo(RenewReply.GONE);
    }

    @Test
    void needsRoom() {
        assertThatThrownBy(() -> new InMemoryStore(System::nanoTime, 0)).hasMessageContaining("0");
    }
}
