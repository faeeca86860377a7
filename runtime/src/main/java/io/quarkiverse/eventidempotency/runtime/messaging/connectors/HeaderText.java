package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** The values of headers as text. What is empty, over 1 KiB or not UTF-8 counts as absent. */
public final class HeaderText {

    private static final int MAX_BYTES = 1024;

    private HeaderText() {
    }

    public static @Nullable String of(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return of(bytes);
        }
        String text = value == null ? "" : value.toString();
        return text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES ? null : text;
    }

    private static @Nullable String of(byte[] value) {
        if (value.length == 0 || value.length > MAX_BYTES) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) { // sent by somebody else: there is nothing to mend here
            return null;
        }
    }
}
