package io.quarkiverse.eventidempotency.testing;

/**
 * The contract of a store: the whole transition table of claims, settlements, renewals and operators, records of other
 * writers, scans, and claims at the same time. It is a JUnit 5 class.
 * <p>
 * A test of a store extends this class, returns the store from {@link #store()}, and implements the methods that put and read
 * values as another writer does. JUnit then runs each test of the contract. All tests of a class may share one store: each
 * uses keys of its own.
 *
 * <pre>{@code
 * class MyStoreTest extends StoreContract {
 *
 *     private final MyStore store = new MyStore();
 *
 *     @Override
 *     protected RecordStore store() {
 *         return store;
 *     }
 *     // put, putOtherType, get and pttl
 * }
 * }</pre>
 *
 * No test waits. A record whose lease has expired is put with a shorter time-to-live than its lease leaves it. The store under
 * test must therefore measure leases by the remaining time-to-live of the record.
 */
public abstract class StoreContract extends ScanContract {
}
