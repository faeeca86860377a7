package org.acme.orders;

import jakarta.inject.Singleton;

import com.google.protobuf.StringValue;

import io.quarkiverse.eventidempotency.results.ResultFormat;

/** The stored form of Protobuf texts. */
@Singleton
public class ProtobufResults implements ResultFormat<StringValue> {

    @Override
    public Class<StringValue> type() {
        return StringValue.class;
    }

    @Override
    public byte[] write(StringValue result) {
        return result.toByteArray();
    }

    @Override
    public StringValue read(byte[] bytes, Class<? extends StringValue> declared) throws Exception {
        return StringValue.parseFrom(bytes);
    }
}
