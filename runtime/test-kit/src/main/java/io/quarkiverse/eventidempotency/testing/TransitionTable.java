package io.quarkiverse.eventidempotency.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The claim protocol: what each step answers, and what is stored afterwards, for each state of the record before it.
 * <p>
 * The caller's token is A. {@code P} processing, {@code C} completed, {@code F} failed retryable, {@code FT} failed and not
 * retryable; B another owner, {@code -} none. A lease is live or dead: running or ended. The record before is at attempt 2
 * unless it is a foreign writer's, which has no attempt. {@code =} means byte for byte unchanged, {@code +1} the attempt
 * after the record's, {@code TTL reset} the same bytes whose time to live starts again, {@code lease lent} the foreign
 * record with a lease and its rest unchanged. An operator's token is O; {@code none} is nothing.
 */
final class TransitionTable {

    static final String TEXT = """
            record before                      | claim                                  | claim, QUARANTINE                      | claim, maxAttempts 2                   | complete       | fail           | renew          | delete        | release       | force-complete | force-fail   | orphan
            none                               | ACQUIRED, P A 1                        | ACQUIRED, P A 1                        | ACQUIRED, P A 1                        | RECREATED, C A | RECREATED, F A | GONE           | ABSENT =      | ABSENT =      | FORCED, C O    | FORCED, FT O | KEPT =
            P B live                           | IN_FLIGHT =                            | IN_FLIGHT =                            | IN_FLIGHT =                            | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            P B dead                           | ACQUIRED, P A +1                       | FAILED, FT B                           | FAILED, FT B                           | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | REVOKED, F -
            P A live                           | ACQUIRED, same attempt, TTL reset      | ACQUIRED, same attempt, TTL reset      | ACQUIRED, same attempt, TTL reset      | OK, C A        | OK, F A        | OK, TTL reset  | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            P A dead                           | ACQUIRED, same attempt, TTL reset      | ACQUIRED, same attempt, TTL reset      | ACQUIRED, same attempt, TTL reset      | OK, C A        | OK, F A        | OK, TTL reset  | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | REVOKED, F -
            P A without TTL                    | ACQUIRED, same attempt, TTL reset      | ACQUIRED, same attempt, TTL reset      | ACQUIRED, same attempt, TTL reset      | OK, C A        | OK, F A        | OK, TTL reset  | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | LENT, TTL reset
            P B without TTL                    | IN_FLIGHT, TTL reset                   | IN_FLIGHT, TTL reset                   | IN_FLIGHT, TTL reset                   | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | LENT, TTL reset
            C B                                | DUPLICATE =                            | DUPLICATE =                            | DUPLICATE =                            | LOST =         | LOST =         | LOST =         | DELETED, none | COMPLETED =   | COMPLETED =    | COMPLETED =  | KEPT =
            C B without TTL                    | DUPLICATE =                            | DUPLICATE =                            | DUPLICATE =                            | LOST =         | LOST =         | LOST =         | DELETED, none | COMPLETED =   | COMPLETED =    | COMPLETED =  | KEPT =
            C A                                | DUPLICATE =                            | DUPLICATE =                            | DUPLICATE =                            | OK =           | OK =           | SETTLED =      | DELETED, none | COMPLETED =   | COMPLETED =    | COMPLETED =  | KEPT =
            F B                                | ACQUIRED, P A +1                       | ACQUIRED, P A +1                       | FAILED, FT B                           | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            F B without TTL                    | ACQUIRED, P A +1                       | ACQUIRED, P A +1                       | FAILED, FT B                           | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            F A                                | SETTLED =                              | SETTLED =                              | SETTLED =                              | OK, C A        | OK =           | SETTLED =      | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            FT B                               | FAILED =                               | FAILED =                               | FAILED =                               | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            FT A                               | FAILED =                               | FAILED =                               | FAILED =                               | OK, C A        | OK =           | SETTLED =      | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            revoked: F -                       | ACQUIRED, P A +1                       | ACQUIRED, P A +1                       | FAILED, FT -                           | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            released: F B at attempt 1         | ACQUIRED, P A 2                        | ACQUIRED, P A 2                        | ACQUIRED, P A 2                        | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            released: F B at attempt 0         | ACQUIRED, P A 1                        | ACQUIRED, P A 1                        | ACQUIRED, P A 1                        | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            P B live, another fingerprint      | REUSED =                               | REUSED =                               | REUSED =                               | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            P B dead, another fingerprint      | REUSED =                               | REUSED =                               | REUSED =                               | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | REVOKED, F -
            F B, another fingerprint           | REUSED =                               | REUSED =                               | REUSED =                               | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            FT B, another fingerprint          | REUSED =                               | REUSED =                               | REUSED =                               | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            C B, another fingerprint           | DUPLICATE =                            | DUPLICATE =                            | DUPLICATE =                            | LOST =         | LOST =         | LOST =         | DELETED, none | COMPLETED =   | COMPLETED =    | COMPLETED =  | KEPT =
            F B, no fingerprint                | ACQUIRED, P A +1                       | ACQUIRED, P A +1                       | FAILED, FT B                           | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            P B live, another scope            | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            P B dead, another scope            | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | REVOKED, F -
            F B, another scope                 | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            FT B, another scope                | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            F B, another scope and fingerprint | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            P B live, another key              | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            P B dead, another key              | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | REVOKED, F -
            F B, another key                   | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            guide's processing                 | IN_FLIGHT, lease lent                  | IN_FLIGHT, lease lent                  | IN_FLIGHT, lease lent                  | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | LENT, lease lent
            guide's processing without TTL     | IN_FLIGHT, lease lent                  | IN_FLIGHT, lease lent                  | IN_FLIGHT, lease lent                  | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | LENT, lease lent
            guide's processing, lent, live     | IN_FLIGHT =                            | IN_FLIGHT =                            | IN_FLIGHT =                            | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            guide's processing, lent, dead     | ACQUIRED, P A 2                        | FAILED, FT -                           | ACQUIRED, P A 2                        | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | REVOKED, F -
            guide's processing, under a scope  | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | LENT, lease lent
            guide's completed                  | DUPLICATE =                            | DUPLICATE =                            | DUPLICATE =                            | LOST =         | LOST =         | LOST =         | DELETED, none | COMPLETED =   | COMPLETED =    | COMPLETED =  | KEPT =
            guide's failed                     | ACQUIRED, P A 2                        | ACQUIRED, P A 2                        | ACQUIRED, P A 2                        | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            guide's failed, under a scope      | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | LOST =         | LOST =         | LOST =         | DELETED, none | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            text                               | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            empty text                         | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            a number                           | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            a JSON array                       | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            JSON without a status              | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            JSON with an unknown status        | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            JSON with an unknown status of A   | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            JSON with a status that is no text | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            JSON with a nested status          | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            text with a zero byte              | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            P B dead, then a zero byte         | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            JSON cut off                       | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            P A live, members in another order | ACQUIRED, same attempt, TTL reset      | ACQUIRED, same attempt, TTL reset      | ACQUIRED, same attempt, TTL reset      | OK, C A        | OK, F A        | OK, TTL reset  | REVOKED, F -  | RELEASED, F - | FORCED, C O    | FORCED, FT O | KEPT =
            C A, members in another order      | DUPLICATE =                            | DUPLICATE =                            | DUPLICATE =                            | OK =           | OK =           | SETTLED =      | DELETED, none | COMPLETED =   | COMPLETED =    | COMPLETED =  | KEPT =
            another type                       | FOREIGN =                              | FOREIGN =                              | FOREIGN =                              | FOREIGN =      | FOREIGN =      | LOST =         | DELETED, none | FOREIGN =     | FOREIGN =      | FOREIGN =    | KEPT =
            """;

    /** One row: the record before, and a cell for each step. */
    record Row(String before, List<Cell> cells) {

        /** {@return whether the value before is a record, be it another's, or none} */
        boolean isRecord() {
            return cells.stream().noneMatch(cell -> cell.step().equals("complete") && cell.reply().equals("FOREIGN"));
        }
    }

    /**
     * One cell.
     *
     * @param step the column's heading
     * @param reply the name of the answer
     * @param after what is stored afterwards; {@code =} for what was before, also for nothing
     */
    record Cell(String step, String reply, String after) {

        @Override
        public String toString() {
            return step + ": " + reply + (after.equals("=") ? " =" : ", " + after);
        }
    }

    private TransitionTable() {
    }

    static List<Row> rows() {
        List<String[]> lines = TEXT.lines().map(line -> line.split("\\|")).toList();
        String[] head = lines.get(0);
        List<Row> rows = new ArrayList<>();
        for (String[] line : lines.subList(1, lines.size())) {
            List<Cell> cells = new ArrayList<>();
            for (int i = 1; i < head.length; i++) {
                cells.add(cell(head[i].strip(), line[i].strip()));
            }
            rows.add(new Row(line[0].strip(), cells));
        }
        return rows;
    }

    private static Cell cell(String step, String text) {
        List<String> words = Arrays.asList(text.split(", ", 2));
        if (words.size() == 2) {
            return new Cell(step, words.get(0), words.get(1));
        }
        return new Cell(step, text.replace(" =", ""), "=");
    }
}
