package io.quarkiverse.eventidempotency.records;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some of the records that match a filter.
 *
 * @param records the records, in no order
 * @param next where the next page begins, printable text to be handed back as it is; {@code null} when this is the last one
 * @param foreign how many values that are no records were passed over, since the filter does not ask for them
 */
public record RecordPage(List<FoundRecord> records, @Nullable String next, int foreign) {

    /** Keeps a copy of the list. */
    public RecordPage {
        records = List.copyOf(records);
    }
}
