package org.acme.orders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.results.ResultCodec;

/** Stores all results in Base64. */
@Singleton
public class EncodedResults implements ResultCodec {

    @Override
    public String encode(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
    }

    @Override
    public String decode(String stored) {
        return new String(Base64.getDecoder().decode(stored), UTF_8);
    }
}
