package kotlin.coroutines;

/** Stands in for what the Kotlin compiler adds to the parameters of a suspend function. */
public interface Continuation<T> {
}
