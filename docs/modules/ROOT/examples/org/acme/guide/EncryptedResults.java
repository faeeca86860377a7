package org.acme.guide;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkiverse.eventidempotency.results.ResultCodec;

// tag::codec[]
@Singleton
public class EncryptedResults implements ResultCodec {

    private static final int NONCE = 12;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    EncryptedResults(@ConfigProperty(name = "results.key") String key) { // 32 bytes in Base64
        this.key = new SecretKeySpec(Base64.getDecoder().decode(key), "AES");
    }

    @Override
    public String encode(String json) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(json.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array());
    }

    @Override
    public String decode(String stored) throws GeneralSecurityException {
        byte[] bytes = Base64.getDecoder().decode(stored);
        byte[] nonce = new byte[NONCE];
        System.arraycopy(bytes, 0, nonce, 0, NONCE);
        byte[] json = cipher(Cipher.DECRYPT_MODE, nonce).doFinal(bytes, NONCE, bytes.length - NONCE);
        return new String(json, StandardCharsets.UTF_8);
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        return cipher;
    }
}
// end::codec[]
