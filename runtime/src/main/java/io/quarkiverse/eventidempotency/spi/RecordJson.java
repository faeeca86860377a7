package io.quarkiverse.eventidempotency.spi;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/**
 * Records as JSON text. Fields are found by name in any order, so that records of other writers can be read; a result is
 * cut out as the text it is, never decoded.
 * <p>
 * Numbers of other writers are taken only where they are whole and every reader, Redis' scripts among them, holds them
 * exactly: up to 2<sup>53</sup> - 1. Others are as good as absent.
 */
public final class RecordJson {

    private static final long MAX_NUMBER = (1L << 53) - 1;
    private static final long MAX_ATTEMPT = Integer.MAX_VALUE - 1;
    private static final long ABSENT = -1;

    /** Results are bounded where they are written, so what stands in the store is not to be bounded again. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE).maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE).build())
            .build();

    private RecordJson() {
    }

    /** {@return the text as a JSON string with quotes, or {@code null} as JSON} */
    public static String quote(@Nullable String text) {
        return text == null ? "null" : append(new StringBuilder(text.length() + 2), text).toString();
    }

    /**
     * The text of a JSON string.
     *
     * @throws IOException if it is something else
     */
    public static String unquote(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw new IOException("The stored result is no JSON string, and so was not written by this codec");
            }
            return parser.getText();
        }
    }

    private static StringBuilder append(StringBuilder json, @Nullable String text) {
        if (text == null) {
            return json.append("null");
        }
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        return json.append('"');
    }

    /** {@return the text, with a member appended after a comma} */
    public static StringBuilder member(StringBuilder json, String name, @Nullable String text) {
        return append(json.append(",\"").append(name).append("\":"), text);
    }

    /** {@return a time as ISO-8601 text: UTC, milliseconds} */
    public static String time(long epochMillis) {
        String quoted = new JsonBytes(26).time(epochMillis).toString();
        return quoted.substring(1, quoted.length() - 1);
    }

    /** {@return whether a text is one JSON value and nothing else} */
    public static boolean isJson(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Reads a record.
     *
     * @param json any text
     * @return the record; {@code null} when the text is no record: no JSON object, or one without a known status
     */
    public static @Nullable IdempotencyRecord parse(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? new Reader().read(parser, json) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The members of one record while they are read. */
    private static final class Reader {

        private @Nullable RecordStatus status;
        private @Nullable String owner;
        private @Nullable String scope;
        private @Nullable String key;
        private @Nullable String eventId;
        private @Nullable String eventType;
        private @Nullable String firstSeenAt;
        private @Nullable String startedAt;
        private @Nullable String completedAt;
        private @Nullable String result;
        private @Nullable String error;
        private @Nullable String errorType;
        private @Nullable String fingerprint;
        private @Nullable String node;
        private @Nullable String traceId;
        private @Nullable String spanId;
        private int attempt = 1;
        private long fence;
        private @Nullable Duration lease;
        private @Nullable Duration ttl;
        private boolean retryable = true;

        @Nullable
        IdempotencyRecord read(JsonParser parser, String json) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("result")) {
                    int from = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    parser.finishToken();
                    result = json.substring(from, (int) parser.currentLocation().getCharOffset());
                } else if (value == JsonToken.VALUE_STRING) {
                    text(name, parser.getText());
                } else if (value.isNumeric()) {
                    number(name, parser);
                } else if (value == JsonToken.VALUE_FALSE && name.equals("retryable")) {
                    retryable = false;
                } else {
                    parser.skipChildren();
                }
            }
            RecordStatus known = status;
            if (known == null || parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                return null;
            }
            if (startedAt == null && known == RecordStatus.COMPLETED && owner != null && attempt == 1) {
                startedAt = firstSeenAt; // a first attempt begins when the key is first seen
            }
            return new IdempotencyRecord(known, owner, attempt, fence, lease, ttl, scope, key, eventId, eventType,
                    firstSeenAt, startedAt, completedAt, result != null, result, error, errorType,
                    known == RecordStatus.FAILED && retryable, fingerprint, node, traceId, spanId);
        }

        private static @Nullable RecordStatus status(String status) {
            return switch (status) {
                case "processing" -> RecordStatus.PROCESSING;
                case "completed" -> RecordStatus.COMPLETED;
                case "failed" -> RecordStatus.FAILED;
                default -> null;
            };
        }

        private void text(String name, String value) {
            switch (name) {
                case "status" -> status = status(value);
                case "owner" -> owner = value;
                case "scope" -> scope = value;
                case "idempotency_key" -> key = value;
                case "event_id" -> eventId = value;
                case "event_type" -> eventType = value;
                case "first_seen_at" -> firstSeenAt = value;
                case "started_at" -> startedAt = value;
                case "completed_at" -> completedAt = value;
                case "error" -> error = value;
                case "error_type" -> errorType = value;
                case "fingerprint" -> fingerprint = value;
                case "node" -> node = value;
                case "trace_id" -> traceId = value;
                case "span_id" -> spanId = value;
                default -> {
                }
            }
        }

        private void number(String name, JsonParser parser) throws IOException {
            switch (name) {
                case "attempt" -> {
                    long number = whole(parser, MAX_ATTEMPT);
                    attempt = number == ABSENT ? 1 : (int) number;
                }
                case "fence" -> fence = Math.max(0, whole(parser, MAX_NUMBER));
                case "lease_ms" -> lease = millis(whole(parser, MAX_NUMBER));
                case "ttl_ms" -> {
                    long number = whole(parser, MAX_NUMBER);
                    ttl = millis(number == 0 ? ABSENT : number);
                }
                default -> {
                }
            }
        }

        private static long whole(JsonParser parser, long max) throws IOException {
            double number = parser.getDoubleValue();
            return number >= 0 && number <= max && number == Math.rint(number) ? (long) number : ABSENT;
        }

        private static @Nullable Duration millis(long number) {
            return number == ABSENT ? null : Duration.ofMillis(number);
        }
    }
}
