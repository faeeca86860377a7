package io.quarkiverse.eventidempotency.runtime.guard;

/**
 * Guards one method that takes several events at once. The generated code takes the key of one element from arguments in
 * which that element stands in the place of the batch.
 */
public abstract class BatchGuard extends GuardInterceptor {

    /** {@return the position of the batch among the arguments} */
    protected int batchPosition() {
        return 0;
    }

    /** {@return how the elements of the batch are reached} */
    protected BatchArgument batch() {
        return BatchArgument.LIST;
    }
}
