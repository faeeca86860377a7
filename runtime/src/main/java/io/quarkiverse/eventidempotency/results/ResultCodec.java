package io.quarkiverse.eventidempotency.results;

/**
 * Turns the text of results into what is stored and back, to encrypt it for example. Where the application has a bean of it, it
 * is used for every result. For results of a type that Jackson cannot write or read back, use a {@link ResultFormat}.
 * <p>
 * What is stored is a JSON string of what {@link #encode} returns, inside the record. Both methods are called for each event,
 * on event loops too, and must not block.
 */
public interface ResultCodec {

    /**
     * Turns a result into what is stored.
     *
     * @param json the result as JSON; of a {@link ResultFormat}, a JSON string
     * @return any text
     * @throws Exception if it cannot: the completion is then stored without its result, with a warning
     */
    String encode(String json) throws Exception;

    /**
     * Turns back what was stored.
     *
     * @param stored what {@link #encode} returned
     * @return the result as JSON
     * @throws Exception if it cannot: the result is then unavailable
     */
    String decode(String stored) throws Exception;
}
