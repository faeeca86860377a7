package org.acme.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.ResultUnavailableException;
import io.quarkiverse.eventidempotency.standalone.StandaloneIdempotency;
import io.quarkiverse.eventidempotency.testing.TestStore;

class EncryptedResultsTest {

    private final TestStore store = new TestStore();

    private String run(String key, String result) throws Exception {
        EncryptedResults codec = new EncryptedResults(Base64.getEncoder().encodeToString(key.getBytes()));
        return StandaloneIdempotency.on(store).resultCodec(codec).build().scope("cards", String.class)
                .runBlocking("card-1", () -> result);
    }

    @Test
    void onlyWhoHasTheKeyReadsTheResult() throws Exception {
        run("0123456789abcdef0123456789abcdef", "4111-1111");
        assertFalse(store.get("idempotency:events:cards:card-1").contains("4111"));
        assertEquals("4111-1111", run("0123456789abcdef0123456789abcdef", "other"));
        assertThrows(ResultUnavailableException.class, () -> run("another-key-another-key-another-", "other"));
    }
}
