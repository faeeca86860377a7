package io.quarkiverse.eventidempotency.testing;

import static io.quarkiverse.eventidempotency.testing.RecordTexts.A;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.O;
import static io.quarkiverse.eventidempotency.testing.RecordTexts.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.testing.TransitionTable.Cell;
import io.quarkiverse.eventidempotency.testing.TransitionTable.Row;

/** The whole transition table, one test for each cell. */
abstract class TableContract extends TableChecks {

    @TestFactory
    Stream<DynamicContainer> table() {
        return TransitionTable.rows().stream()
                .map(row -> DynamicContainer.dynamicContainer(row.before(),
                        row.cells().stream().flatMap(cell -> tests(row, cell))));
    }

    Stream<DynamicTest> tests(Row row, Cell cell) {
        DynamicTest plain = test(row, cell, false);
        return cell.step().startsWith("claim") ? Stream.of(plain, test(row, cell, true)) : Stream.of(plain);
    }

    DynamicTest test(Row row, Cell cell, boolean contended) {
        String name = row.before() + " | " + cell + (contended ? " (contended)" : "");
        return DynamicTest.dynamicTest(name, () -> {
            try {
                check(row, cell, contended);
            } catch (AssertionError e) {
                // reports of a build number the cells, and do not name them
                throw new AssertionError(name + "\n" + e.getMessage(), e);
            }
        });
    }

    void check(Row line, Cell cell, boolean contended) {
        String row = line.before();
        String key = newKey();
        boolean flat = row.startsWith("guide's") && !row.endsWith("under a scope");
        ClaimRequest request = request(cell.step(), flat ? null : SCOPE, key, contended);
        prepare(row, request);
        Before before = look(request.storeKey());

        if (cell.step().startsWith("claim")) {
            ClaimReply reply = await(store().claim(request));
            assertThat(reply.kind()).hasToString(cell.reply());
            checkClaim(before, request, reply, cell);
        } else if (cell.step().equals("renew")) {
            assertThat(await(store().renew(request.storeKey(), A, HOLD))).hasToString(cell.reply());
            checkStored(before, request.storeKey(), cell.after(), HOLD);
        } else if (cell.step().equals("complete") || cell.step().equals("fail")) {
            SettleRequest settle = settle(cell.step(), request, true);
            assertThat(await(store().settle(settle))).hasToString(cell.reply());
            if (cell.after().equals("=")) {
                unchanged(before, request.storeKey());
            } else {
                assertThat(cell.after()).isEqualTo(settle.outcome() == Outcome.COMPLETE ? "C A" : "F A");
                assertThat(get(request.storeKey())).isEqualTo(text(settle));
                ttlIsFresh(request.storeKey(), settle.keepMillis());
            }
        } else {
            assertThat(operate(cell.step(), request.storeKey(), request, O)).hasToString(cell.reply());
            checkOperated(before, request, cell);
            if (cell.after().equals("=") || cell.after().equals("F -") || cell.after().endsWith(" O")) {
                operateAgain(request, cell);
            }
        }
        if (line.isRecord()) {
            invariants(before, request.storeKey());
        }
    }
}
