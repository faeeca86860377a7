package io.quarkiverse.eventidempotency.results;

/**
 * The stored form of results that Jackson cannot read back, such as Protobuf messages. A bean of it takes the results of its
 * type, in methods with {@code @Idempotent} and in scopes of code; all other results are JSON. Where several beans take a
 * type, the one whose own type is nearest to it does. To encrypt or compress the JSON of all results, use a
 * {@link ResultCodec}.
 * <p>
 * A record holds the Base64 of what {@link #write} returns, as a JSON string. A {@link ResultCodec} is used for that text as
 * for JSON. {@code write} and {@code read} are called for each event, on event loops too, and must not block.
 *
 * @param <T> the type that all results in this form have
 */
public interface ResultFormat<T> {

    /** {@return the type of {@code T}: results that are declared as it or as a subtype have this form} */
    Class<T> type();

    /**
     * Turns a result into bytes.
     *
     * @param result not {@code null}
     * @throws Exception if it cannot: the completion is then stored without its result, with a warning
     */
    byte[] write(T result) throws Exception;

    /**
     * Turns back what {@link #write} returned.
     *
     * @param bytes what {@code write} returned
     * @param declared the type that the method or the scope declares
     * @return an equal result, not {@code null}
     * @throws Exception if it cannot: the result is then unavailable
     */
    T read(byte[] bytes, Class<? extends T> declared) throws Exception;
}
