package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.runtime.database.RowContent;
import io.quarkiverse.eventidempotency.runtime.database.RowKey;
import io.quarkiverse.eventidempotency.runtime.database.RowOperations;
import io.quarkiverse.eventidempotency.runtime.database.RowOperations.LookedAt;
import io.quarkiverse.eventidempotency.runtime.engine.Keys;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Uni;

/**
 * The records of a store, and the rows of tables beside them, for operators. A row has the key that a record of its scope would
 * have in the store. What is asked of a scope whose records are rows, goes to its table. Other keys are looked up in the store,
 * and in all tables where it has none: code chooses the scopes of its transactions by itself.
 */
public final class StoreAndTables implements RecordStore {

    /** The first character of the store's own cursors. Those of tables are {@link RowCursor}. */
    private static final char OF_STORE = 's';

    private static final int MAX_COLONS = 8;

    /** Runs steps on tables one after the other, so that operators take one connection at the most from consumers. */
    public interface Worker {

        <T> Uni<T> run(Callable<T> step);
    }

    private final RecordStore store;
    private final String prefix;
    private final List<RowOperations> tables;
    private final Map<String, RowOperations> ofScopes = new HashMap<>();
    private final Worker worker;

    /**
     * @param prefix what stands in front of scope and key in the store
     * @param node the process, as rows name it that an operator writes
     * @param tables the tables, each of another data source
     * @param ofScopes the data source of each scope whose records are known to be rows; an empty scope is none
     */
    public StoreAndTables(RecordStore store, String prefix, String node, List<RecordTable> tables,
            Map<String, String> ofScopes, Worker worker) {
        this.store = store;
        this.prefix = prefix;
        this.worker = worker;
        Map<String, RowOperations> byName = new LinkedHashMap<>();
        tables.forEach(table -> byName.put(table.name(), new RowOperations(table.dialect(), table::session, node)));
        this.tables = List.copyOf(byName.values());
        ofScopes.forEach((scope, name) -> {
            RowOperations table = byName.get(name);
            if (table != null) {
                this.ofScopes.put(scope, table);
            }
        });
    }

    /** A row, or the place for one. */
    private record Place(RowOperations table, RowKey key) {
    }

    /** {@return where a record stands whose scope's records are rows; {@code null} for others} */
    private @Nullable Place known(String storeKey) {
        for (RowKey key : keys(storeKey)) {
            RowOperations table = ofScopes.get(key.scope() == null ? "" : key.scope());
            if (table != null) {
                return new Place(table, key);
            }
        }
        return null;
    }

    /** {@return what a key of the store may mean, the longest scopes first: scopes may have colons, as keys may} */
    private List<RowKey> keys(String storeKey) {
        List<RowKey> keys = new ArrayList<>();
        if (storeKey.startsWith(prefix)) {
            String rest = storeKey.substring(prefix.length());
            keys.add(new RowKey(null, Keys.inTable(rest)));
            for (int at = rest.indexOf(':'); at > 0 && keys.size() <= MAX_COLONS; at = rest.indexOf(':', at + 1)) {
                keys.add(0, new RowKey(rest.substring(0, at), Keys.inTable(rest.substring(at + 1))));
            }
        }
        return keys;
    }

    private String storeKey(RowKey key) {
        return key.scope() == null ? prefix + key.key() : prefix + key.scope() + ':' + key.key();
    }

    private <T> Uni<T> run(Callable<T> step) {
        return worker.run(step).onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException(
                        "The table of records cannot be asked: " + failure.getMessage(), true, failure));
    }

    /** {@return the row of a key of the store in any table; {@code null} where there is none} */
    private @Nullable Place row(String storeKey) throws Exception {
        for (RowKey key : keys(storeKey)) {
            for (RowOperations table : tables) {
                if (table.find(key) != null) {
                    return new Place(table, key);
                }
            }
        }
        return null;
    }

    private static boolean isThere(@Nullable Place place) throws Exception {
        return place != null && place.table().find(place.key()) != null;
    }

    // Of deliveries

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        return store.claim(request);
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        return store.settle(request);
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return store.renew(storeKey, owner, holdMillis);
    }

    @Override
    public void onAvailability(Consumer<@Nullable String> listener) {
        store.onAvailability(listener);
    }

    @Override
    public boolean keepsOrder() {
        return store.keepsOrder();
    }

    // Of operators

    @Override
    public Uni<Optional<StoredValue>> find(String storeKey) {
        Place place = known(storeKey);
        if (place != null) {
            return run(() -> value(storeKey, place));
        }
        return store.find(storeKey).chain(found -> found.isPresent() ? Uni.createFrom().item(found) : run(() -> {
            Place row = row(storeKey);
            return row == null ? Optional.empty() : value(storeKey, row);
        }));
    }

    private static Optional<StoredValue> value(String storeKey, Place place) throws Exception {
        LookedAt row = place.table().find(place.key());
        return row == null ? Optional.empty()
                : Optional.of(new StoredValue(storeKey, row.content().text(), row.remainingMillis()));
    }

    @Override
    public Uni<DeleteResult> delete(DeleteRequest request) {
        Place place = known(request.storeKey());
        if (place != null) {
            return run(() -> deleted(place, request));
        }
        return store.delete(request).chain(result -> result != DeleteResult.ABSENT ? Uni.createFrom().item(result)
                : run(() -> deleted(row(request.storeKey()), request)));
    }

    private static DeleteResult deleted(@Nullable Place place, DeleteRequest request) throws Exception {
        StoredValue seen = request.seen();
        Predicate<RowContent> meant = seen == null ? row -> true : row -> row.text().equals(seen.text());
        return place != null && !request.leaseEnded() && place.table().delete(place.key(), meant) ? DeleteResult.DELETED
                : DeleteResult.ABSENT;
    }

    @Override
    public Uni<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis) {
        Place place = known(storeKey);
        if (place != null) {
            return run(() -> isThere(place) ? ReleaseResult.COMPLETED : ReleaseResult.ABSENT);
        }
        return store.release(storeKey, token, leaseMillis, holdMillis)
                .chain(result -> result != ReleaseResult.ABSENT ? Uni.createFrom().item(result)
                        : run(() -> row(storeKey) == null ? result : ReleaseResult.COMPLETED));
    }

    @Override
    public Uni<ForceResult> force(ForceRequest request) {
        Place place = known(request.storeKey());
        if (place != null) {
            return run(() -> forced(place, request));
        }
        return run(() -> Optional.ofNullable(row(request.storeKey())))
                .chain(row -> row.isPresent() ? Uni.createFrom().item(ForceResult.COMPLETED) : store.force(request));
    }

    private static ForceResult forced(Place place, ForceRequest request) throws Exception {
        if (isThere(place)) {
            return ForceResult.COMPLETED;
        }
        if (request.identity().isEmpty()) {
            return ForceResult.ABSENT;
        }
        if (request.outcome() == ForceRequest.Outcome.FAIL) {
            throw new StoreException("records of the scope " + place.key().scope()
                    + " are rows that are written in transactions, and no event fails for good there: complete it instead, and"
                    + " it does not run again", false, null);
        }
        IdempotencyRecord ending = RecordJson.parse("{\"status\":\"completed\"" + request.ending() + '}');
        return switch (place.table().complete(place.key(), request.ttlMillis(), ending == null ? null : ending.result())) {
            case CLAIMED -> ForceResult.FORCED;
            case DUPLICATE -> ForceResult.COMPLETED;
            case IN_FLIGHT, CONFLICT ->
                throw new StoreException("a delivery of this event is running in a transaction: try again when"
                        + " that has ended", false, null);
        };
    }

    /** A transaction that is cut off is rolled back: rows have no orphans. */
    @Override
    public Uni<OrphanReply> revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis) {
        return known(storeKey) != null ? Uni.createFrom().item(OrphanReply.KEPT)
                : store.revokeOrphan(storeKey, token, leaseMillis, holdMillis, endedMillis);
    }

    // Many

    @Override
    public Uni<StoreKeys> scan(String keyPrefix, String text, @Nullable String cursor, int count) {
        if (cursor == null || cursor.charAt(0) == OF_STORE) {
            return store.scan(keyPrefix, text, cursor == null ? null : cursor.substring(1), count)
                    .map(found -> new StoreKeys(found.storeKeys(), found.next() != null ? OF_STORE + found.next()
                            : tables.isEmpty() ? null : RowCursor.first(0).toString()));
        }
        RowCursor from = RowCursor.parse(cursor, tables.size());
        return run(() -> rows(keyPrefix, text, from, count));
    }

    private StoreKeys rows(String keyPrefix, String text, RowCursor from, int count) throws Exception {
        String scope = keyPrefix.length() > prefix.length() + 1 && keyPrefix.endsWith(":")
                ? keyPrefix.substring(prefix.length(), keyPrefix.length() - 1)
                : null;
        RowKey after = scope != null && from.after().scope() == null ? new RowKey(scope, "") : from.after();
        List<RowKey> keys = tables.get(from.table()).keysAfter(after, count);
        List<String> matching = keys.stream().map(this::storeKey)
                .filter(key -> key.startsWith(keyPrefix) && key.indexOf(text, keyPrefix.length()) >= 0).toList();
        RowKey last = keys.size() == count ? keys.get(count - 1) : null;
        String next = last != null && (scope == null || scope.equals(last.scope()))
                ? new RowCursor(from.table(), last).toString()
                : from.table() + 1 < tables.size() ? RowCursor.first(from.table() + 1).toString() : null;
        return new StoreKeys(matching, next);
    }
}
